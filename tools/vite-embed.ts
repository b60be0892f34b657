// Builds what other pages load: embed.js, the element, and the player beside it. Styles travel inside
// the scripts, for shadow roots; the catalogue is cut down to what a player shows.
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import site from '../vite.config.ts';
import type { Param } from '../src/core/params.ts';
import { textName } from '../src/core/spec-parts.ts';
import { DEFAULT_SPEC } from '../src/core/spec.ts';
import { catalogue } from '../src/methods/catalogue.generated.ts';

const root = join(import.meta.dirname, '..');
const STYLE = /\.svelte\?svelte&type=style&lang\.css$/;

/** A component's CSS becomes a string that it hands to the shadow roots. */
function shadowStyles(): Plugin[] {
  return [
    {
      name: 'shadow-styles-inline',
      enforce: 'pre',
      resolveId(source) {
        return STYLE.test(source) ? source.replace('?svelte', '?inline&svelte') : null;
      },
    },
    {
      name: 'shadow-styles-adopt',
      enforce: 'post',
      transform(code, id) {
        const css = /^export default (".*");?\s*$/s.exec(code)?.[1];
        if (!/\?inline&svelte&type=style/.test(id) || css === undefined) return null;
        const sheets = JSON.stringify(join(root, 'src/embed/sheets.ts'));
        return {
          code: `import { addStyles } from ${sheets};\naddStyles(${inPixels(css)});\nexport default '';`,
          map: null,
          moduleSideEffects: true,
        };
      },
    },
  ];
}

/** rem is the host page's: its root may have any size. */
function inPixels(css: string): string {
  return css.replace(
    /(?<![\w.-])(\d*\.?\d+)rem\b/g,
    (_, number: string) => `calc(${number} * var(--r))`,
  );
}

/** What a player checks and shows: neither papers nor help, and only the names of other domains. */
function slimCatalogue(): Plugin {
  const slim = catalogue.map(({ id, name, domain, tags, params, stages, budgetParams }) => {
    const [selection, training] = [tags.selection, tags.training];
    const about = { id, name, domain, tags: { selection, training } };
    if (domain !== 'attention') return { ...about, stages: [], budgetParams: [], params: {} };
    return { ...about, stages, budgetParams, params: mapValues(params, slimParam) };
  });
  return {
    name: 'slim-catalogue',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('/src/methods/catalogue.generated.ts')) return null;
      return `export const catalogue = JSON.parse(${JSON.stringify(JSON.stringify(slim))});`;
    },
  };
}

function slimParam(param: Param): object {
  const { kind, default: usual } = param;
  if (kind === 'boolean') return { kind, default: usual };
  if (kind === 'choice') {
    return { kind, default: usual, options: param.options.map(({ value }) => ({ value })) };
  }
  return { kind, default: usual, min: param.min, max: param.max };
}

function mapValues<T>(table: Readonly<Record<string, T>>, map: (value: T) => unknown): object {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, map(value)]));
}

/** The default figure as attributes: of it, under every method, the site has small pictures. */
function baked(): object {
  const { subject, budget, view, model, tokens, text } = DEFAULT_SPEC;
  return {
    ...mapValues(subject, String),
    ...{ subject: 'tale-needle', text: textName(text), tokens: String(tokens) },
    ...{ budget: String(budget), show: view.show, model },
  };
}

export default defineConfig((env) => {
  const { define = {}, worker = {}, base = './' } = site(env);
  return {
    ...{ root, base, worker },
    define: { ...define, __ATLAS_BAKED__: JSON.stringify(baked()) },
    plugins: [
      ...shadowStyles(),
      slimCatalogue(),
      svelte({ configFile: false, compilerOptions: { css: 'external' } }),
    ],
    build: {
      target: 'es2022',
      assetsInlineLimit: 0,
      copyPublicDir: false,
      emptyOutDir: false,
      modulePreload: false,
      rolldownOptions: {
        input: { embed: join(root, 'src/embed/element.ts') },
        preserveEntrySignatures: 'allow-extension',
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'assets/embed/[name]-[hash].js',
        },
      },
    },
  };
});
