// Builds what other pages load: embed.js, the element, and the player beside it. Styles travel inside
// the scripts, for shadow roots; lists of methods are cut down to what a player shows.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import site from '../vite.config.ts';
import { usualOf, type SubjectKind } from '../src/core/card.ts';
import { cards } from '../src/domains/cards.generated.ts';
import { catalogue } from '../src/methods/catalogue.generated.ts';
import { listings } from '../src/methods/list.generated.ts';
import { methodSlug } from '../src/methods/slug.ts';
import { bakedIn, embedTable } from './lib/embed-baked.ts';
import { splitting } from './lib/embed-chunks.ts';

const root = join(import.meta.dirname, '..');
const domains = [...new Set(listings.map(({ domain }) => domain))];
/** Whether pictures of methods are the whole figure as SVG. */
const vector = existsSync(join(root, `public/snapshots/methods/${usualPicture()}-light.svg`));
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

/** A player shows the names of all methods and sets one: what pages search and tell of them stays behind. */
function slimMethods(): Plugin {
  return {
    name: 'slim-methods',
    enforce: 'pre',
    load(file) {
      const [, of, id] =
        /\/src\/methods\/details\/([a-z]+)\/([a-z0-9-]+)\.generated\.ts$/.exec(file) ?? [];
      const entry = catalogue.find((each) => each.domain === of && each.id === id);
      if (entry) {
        const { params, stages, budgetParams } = entry;
        // As much of it as a caption cites.
        const paper = entry.paper && { authors: entry.paper.authors, year: entry.paper.year };
        const json = JSON.stringify({ params, stages, paper, budgetParams });
        return `export default JSON.parse(${JSON.stringify(json)});`;
      }
      const domain = /\/src\/methods\/list\.([a-z]+)\.generated\.ts$/.exec(file)?.[1];
      if (domain === undefined) return null;
      const slim = listings
        .filter((listing) => listing.domain === domain)
        .map(({ id, name, tags: { selection, training } }) => ({
          ...{ id, name, domain },
          tags: { selection, training },
        }));
      return `export const ${domain} = JSON.parse(${JSON.stringify(JSON.stringify(slim))});`;
    },
  };
}

/** A player reads and draws figures of all domains: what pages say of them stays behind. */
function slimCards(): Plugin {
  return {
    name: 'slim-cards',
    enforce: 'pre',
    load(file) {
      const domain = /\/src\/domains\/([a-z]+)\/card\.ts$/.exec(file)?.[1];
      const card = cards.find(({ id }) => id === domain);
      if (!card) return null;
      const { id, order, title, page, kinds, shows, usual } = card;
      const slim = { id, order, title, page, kinds: kinds.map(withoutHelp), shows, usual };
      return `export const card = JSON.parse(${JSON.stringify(JSON.stringify(slim))});
        export const { params } = card.kinds[0];`;
    },
  };
}

/** Places have no controls there. */
function withoutHelp({ params, ...kind }: SubjectKind): object {
  const bare = Object.entries(params).map(
    ([name, { help: _, ...param }]) => [name, param] as const,
  );
  return { ...kind, params: Object.fromEntries(bare) };
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

/** The element's table of all methods, beside it: fetched where the name of a method has to tell. */
function tableOfMethods(): Plugin {
  return {
    name: 'table-of-methods',
    generateBundle() {
      const source = JSON.stringify(embedTable(cards, catalogue));
      this.emitFile({ type: 'asset', fileName: 'embed-methods.json', source });
    },
  };
}

/** Named by their domain, so that what each needs can be told. */
function chunkFileNames({ facadeModuleId }: { facadeModuleId?: string | null }): string {
  const domain = /\/src\/views\/([a-z]+)\/figure\.ts$/.exec(facadeModuleId ?? '')?.[1];
  return `assets/embed/${domain ? `${domain}-figure` : '[name]'}-[hash].js`;
}

export default defineConfig((env) => {
  const { define = {}, worker = {}, base = './' } = site(env);
  return {
    ...{ root, base, worker },
    define: { ...define, __ATLAS_BAKED__: JSON.stringify(bakedIn(cards, catalogue, vector)) },
    plugins: [
      ...shadowStyles(),
      slimMethods(),
      slimCards(),
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
          codeSplitting: splitting(join(root, 'src'), domains),
        },
      },
    },
  };
});

/** Name of a picture that the build of pictures always makes. */
function usualPicture(): string {
  const { domain, method } = usualOf(cards[0]!);
  return methodSlug({ domain, id: method });
}
