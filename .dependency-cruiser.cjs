// Who may import whom. The order of the layers is that of CONTRIBUTING.md; tools/layers.ts runs it.
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

/** From the ground up. A layer imports itself and what lies below it, less the exceptions further down. */
const LAYERS = [
  ['core', '^src/core/'],
  ['kernels', '^src/kernels/'],
  ['methods', '^src/methods/'],
  ['model', '^src/model/'],
  ['domains', '^src/domains/'],
  ['workers', '^workers/'],
  ['client', '^src/client/'],
  ['figure', '^src/figure/'],
  ['kit', '^src/kit/'],
  ['views', '^src/views/'],
  ['embed', '^src/embed/'],
  ['lessons', '^src/lessons/'],
  ['app', '^src/app/'],
];

const PAGE = '^src/(client|figure|controls|kit|views|embed|app|lessons)/';
const COMPUTE = '^(src/(core|kernels|methods|model|domains)/|workers/)';
/** What is drawn of a figure without a page: its files. */
const DRAWING = '^src/figure/export/|^src/views/files([.]generated)?[.]ts$';

/** Those that have a card. */
const domains = readdirSync(join(__dirname, 'src/domains')).filter((name) =>
  existsSync(join(__dirname, 'src/domains', name, 'card.ts')),
);
const ids = domains.join('|');
const REALMS = '(domains|methods|views)';
/** Folders and files of one domain: `$2` in a rule is its id. */
const OF_ONE = `^(src/domains|src/methods|src/views|src/cli|src/lib|tools/findings)/(${ids})(/|[.]ts$)`;
const everything = '^(src|workers|tools|tests)/';

/** A layer must not import any that lies above it. */
const upward = LAYERS.map(([name, path], i) => ({
  name: `${name}-imports-no-layer-above`,
  severity: 'error',
  from: { path },
  to: {
    path: [...LAYERS.slice(i + 1).map(([, above]) => above), '^src/cli/', '^(tools|tests)/'],
  },
}));

const only = (name, comment, from, pathNot) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: everything, pathNot },
});

module.exports = {
  forbidden: [
    ...upward,
    only(
      'methods-import-core-and-contract',
      'A method sees the core and the contract of the kernels, never a tier or a model.',
      '^src/methods/',
      '^src/(core|methods)/|^src/kernels/contract[.]ts$',
    ),
    {
      name: 'methods-import-no-other-method',
      comment: 'What several methods use lies in `_shared`.',
      severity: 'error',
      from: { path: '^src/methods/([^/]+)/([^/.]+)' },
      to: {
        path: '^src/methods/[^/]+/',
        pathNot: ['^src/methods/_shared/', '^src/methods/[^/]+/_shared/', '^src/methods/$1/$2/'],
      },
    },
    only('controls-import-core', undefined, '^src/controls/', '^src/(core|controls)/'),
    only('kernels-import-core', undefined, '^src/kernels/', '^src/(core|kernels)/'),
    only('model-imports-core-and-kernels', undefined, '^src/model/', '^src/(core|kernels|model)/'),
    only(
      'cli-imports-compute',
      'The command line runs without a page and without workers; of a view it takes its files.',
      '^src/cli/',
      `^src/(core|kernels|methods|model|domains|cli)/|${DRAWING}`,
    ),
    only(
      'library-imports-compute',
      'The library runs without a page; of a view it takes its files.',
      '^src/lib/',
      `^src/(core|kernels|methods|domains|lib)/|${DRAWING}`,
    ),
    only(
      'embed-imports-views-by-list',
      'A figure elsewhere loads what a domain’s `figure.ts` brings and no more.',
      '^src/embed/',
      [
        '^src/(core|domains|methods|client|figure|controls|kit|embed)/|^workers/',
        '^src/views/([^/]+[.]generated|contract|files)[.]ts$',
      ],
    ),
    {
      name: 'shared-files-import-no-domain',
      comment: 'Shared code knows domains by generated lists.',
      severity: 'error',
      from: { path: '^(src|workers|tools)/', pathNot: ['[.]generated[.]ts$', OF_ONE] },
      to: { path: `^src/${REALMS}/(${ids})(/|[.]ts$)` },
    },
    {
      name: 'domains-import-no-other-domain',
      comment: 'What several domains use lies beside their folders.',
      severity: 'error',
      from: { path: OF_ONE },
      to: {
        path: `^src/${REALMS}/(${ids})(/|[.]ts$)`,
        pathNot: `^src/${REALMS}/$2(/|[.]ts$)`,
      },
    },
    {
      name: 'nothing-imports-app',
      severity: 'error',
      from: { path: '^(src|workers|tools)/', pathNot: '^src/app/' },
      to: { path: '^src/app/' },
    },
    {
      name: 'page-loads-no-algorithm',
      comment: 'Methods and kernels run in workers; the page knows methods by lists and details.',
      severity: 'error',
      from: { path: PAGE },
      to: {
        path: '^src/(methods|kernels)/',
        pathNot:
          '^src/methods/(slug|(ids|checked)[.]generated|(list|list[.][a-z]+|details[.][a-z]+)[.]generated)[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'page-imports-worker-types',
      comment:
        'A worker is started by its address; the page imports its types and nothing else. (The address itself looks like an import.)',
      severity: 'error',
      from: { path: PAGE, pathNot: '^src/client/start[.]ts$' },
      to: { path: '^workers/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'comlink-in-client-and-workers',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: '^(src/client|workers)/' },
      to: { path: 'node_modules/comlink/' },
    },
    {
      name: 'compute-knows-no-view',
      severity: 'error',
      from: { path: COMPUTE },
      to: { path: 'node_modules/(svelte|d3-[a-z]+)/' },
    },
    {
      name: 'node-in-cli-only',
      comment: 'Everything but the command line runs in browsers.',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: '^src/cli/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'src-uses-no-dev-dependency',
      comment: 'Svelte is compiled away; everything else that ships is a dependency.',
      severity: 'error',
      from: { path: '^(src|workers)/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/svelte/',
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '[?](init|url|raw|worker)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(src/kernels/wasm/(assembly|build)|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'browser', 'types', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.json'],
    },
  },
};
