// Builds what other pages load: embed.js, the element, and the player beside it. Styles travel inside
// the scripts, for shadow roots; the catalogue is cut down to what a player shows.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import site from '../vite.config.ts';
import type { CatalogueEntry } from '../src/core/method.ts';
import type { Param } from '../src/core/params.ts';
import { DEFAULT_SPECS } from '../src/core/spec.ts';
import { catalogue } from '../src/methods/catalogue.generated.ts';
import { bakedIn, methodTable } from './lib/embed-baked.ts';
import { splitting } from './lib/embed-chunks.ts';

const root = join(import.meta.dirname, '..');
const domains = [...new Set(catalogue.map(({ domain }) => domain))];
/** Whether pictures of methods are the whole figure as SVG. */
const vector = existsSync(
  join(root, `public/snapshots/methods/${DEFAULT_SPECS.attention.method}-light.svg`),
);
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
        if (id.endsWith('/figure/tokens.css?inline')) return { code: inPixels(code), map: null };
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

/** What is loaded at once checks and names; papers and help come with what shows them. */
function slimCatalogue(): Plugin {
  const slim = catalogue.map(({ id, name, domain, tags, params, stages, budgetParams }) => {
    const [selection, training] = [tags.selection, tags.training];
    const about = { id, name, domain, tags: { selection, training } };
    const steps = stages.map(({ id: step }) => ({ id: step }));
    return { ...about, stages: steps, budgetParams, params: mapValues(params, slimParam) };
  });
  const parts: readonly [file: RegExp, name: string, value: (domain: string) => unknown][] = [
    [
      /\/src\/embed\/([a-z]+)\/methods\.ts$/,
      'methods',
      (domain) => slim.filter((entry) => entry.domain === domain),
    ],
    [
      /\/src\/embed\/details\.ts$/,
      'details',
      () => byId(({ params, stages, paper }) => ({ params, stages, ...(paper && { paper }) })),
    ],
  ];
  return {
    name: 'slim-catalogue',
    enforce: 'pre',
    load(id) {
      for (const [file, name, value] of parts) {
        const found = file.exec(id);
        if (!found) continue;
        const json = JSON.stringify(value(found[1] ?? ''));
        return `export const ${name} = JSON.parse(${JSON.stringify(json)});`;
      }
      return null;
    },
  };
}

/** Something of each method, by id. */
function byId(part: (entry: CatalogueEntry) => unknown): object {
  return Object.fromEntries(catalogue.map((entry) => [entry.id, part(entry)]));
}

/** A worker under a name that stays, for pages that have to name it. */
function stableWorker(): Plugin {
  return {
    name: 'stable-worker',
    generateBundle(_, bundle) {
      const worker = Object.keys(bundle).find((name) => /\/worker\/compute-[^/]+\.js$/.test(name));
      if (worker === undefined) throw new Error('the build has no compute worker');
      const source = `import './${worker}';\n`;
      this.emitFile({ type: 'asset', fileName: 'embed-worker.js', source });
    },
  };
}

/** Names that Svelte imports from what takes over a server's HTML; there is none in a shadow root. */
const HYDRATION = [
  ...['set_hydrating', 'set_hydrate_node', 'hydrate_next', 'hydrate_template'],
  ...['next', 'reset', 'skip_nodes', 'read_hydration_instruction'],
];

/** What would come along unused: Svelte's custom elements and hydration, and the loading of styles. */
function nothingUnused(): Plugin {
  const nothing = HYDRATION.map(
    (name) => `/* @__NO_SIDE_EFFECTS__ */ export function ${name}() {}\n`,
  );
  return {
    name: 'nothing-unused',
    enforce: 'pre',
    load(id) {
      if (/\/svelte\/.*\/elements\/custom-element\.js$/.test(id)) {
        return 'export function create_custom_element() {}';
      }
      if (/\/svelte\/.*\/dom\/hydration\.js$/.test(id)) {
        return `export const hydrating = false;\nexport const hydrate_node = null;\n${nothing.join('')}`;
      }
      return id === '\0vite/preload-helper.js'
        ? 'export const __vitePreload = (load) => load();'
        : null;
    },
  };
}

function slimParam(param: Param): object {
  const { kind, default: usual, when } = param;
  const every = { kind, default: usual, ...(when && { when }) };
  if (kind === 'boolean') return every;
  if (kind === 'choice')
    return { ...every, options: param.options.map(({ value }) => ({ value })) };
  return { ...every, min: param.min, max: param.max };
}

function mapValues<T>(table: Readonly<Record<string, T>>, map: (value: T) => unknown): object {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, map(value)]));
}

/** The element's table of all methods, beside it: fetched where the name of a method has to tell. */
function tableOfMethods(): Plugin {
  return {
    name: 'table-of-methods',
    generateBundle() {
      const source = JSON.stringify(methodTable(catalogue));
      this.emitFile({ type: 'asset', fileName: 'embed-methods.json', source });
    },
  };
}

/** Named by their domain, so that what each needs can be told. */
function chunkFileNames({ facadeModuleId }: { facadeModuleId?: string | null }): string {
  const domain = /\/src\/embed\/([a-z]+)\/side\.ts$/.exec(facadeModuleId ?? '')?.[1];
  return `assets/embed/${domain ? `${domain}-side` : '[name]'}-[hash].js`;
}

export default defineConfig((env) => {
  const { define = {}, worker = {}, base = './' } = site(env);
  return {
    ...{ root, base, worker },
    define: { ...define, __ATLAS_BAKED__: JSON.stringify(bakedIn(catalogue, vector)) },
    plugins: [
      ...shadowStyles(),
      slimCatalogue(),
      nothingUnused(),
      stableWorker(),
      tableOfMethods(),
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
        // Svelte would tell its version to every page by a global variable.
        treeshake: {
          moduleSideEffects: [{ test: /\/node_modules\/svelte\//, sideEffects: false }],
        },
        output: {
          entryFileNames: '[name].js',
          chunkFileNames,
          codeSplitting: splitting(join(root, 'src/embed'), domains),
        },
      },
    },
  };
});
