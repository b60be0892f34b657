// Lint rules. Layout is Prettier's business, layers are dependency-cruiser's.
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores([
    '**/node_modules/',
    'dist/',
    'dist-*/',
    'test-results/',
    'playwright-report/',
    '.svelte-check/',
    'shared/',
    'src/kernels/wasm/assembly/', // AssemblyScript, which looks like TypeScript and is not
    'src/kernels/wasm/build/',
    '**/*.generated.ts',
  ]),
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.compute.json', 'tsconfig.page.json', 'tsconfig.node.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      // Spreading a string into its code points is what we mean by it.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // `void value` tells an effect what it depends on.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // A function may be async for the sake of its interface.
      '@typescript-eslint/require-await': 'off',
      // Indexing within bounds that a loop guarantees has no shorter honest spelling.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // The interfaces of methods use method syntax on purpose: a specific method must be
      // assignable to the general type.
      '@typescript-eslint/unbound-method': 'off',
      eqeqeq: 'error',
      'object-shorthand': 'error',
    },
  },
  svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: tseslint.parser },
    },
    rules: {
      // An imported component has no types here, so whatever it hands to a callback looks like `any`,
      // and a bound variable looks as if it never changed. svelte-check sees the real types.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // What a component is generic over looks here like its constraint.
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      // Reading a value is how an effect subscribes to it.
      '@typescript-eslint/no-unused-expressions': 'off',
      // Sets and maps that are replaced as a whole need no reactive twin.
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/no-navigation-without-resolve': 'off', // for SvelteKit
      'svelte/no-target-blank': 'error',
      'svelte/no-useless-mustaches': [
        'error',
        { ignoreIncludesComment: true, ignoreStringEscape: true },
      ],
      'svelte/button-has-type': 'error',
      // A `style` attribute is blocked by a content security policy; `style:name` is not.
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SvelteAttribute[key.name="style"]',
          message: 'Use `style:name={value}`: style attributes are blocked by strict policies.',
        },
      ],
    },
  },
  {
    files: ['src/**', 'workers/**'],
    ignores: ['src/cli/**'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      // Tests hand over wrong values on purpose.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['src/app/embedding/demos/*.js'],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ['public/**/*.js'],
    languageOptions: { globals: globals.browser, sourceType: 'script' },
  },
);
