// Texts to paste: each leads back to the figure that it was made from, in both domains.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SnapshotEntry } from '../../../src/client/snapshots.ts';
import { usualOf } from '../../../src/core/card.ts';
import type { FigureSpec } from '../../../src/core/spec.ts';
import { decodeSpec, specFromJson } from '../../../src/core/spec-codec.ts';
import { catalogue } from '../../../src/methods/catalogue.generated.ts';
import { card as headCard } from '../../../src/domains/attention/card.ts';
import { specTables } from '../../../src/domains/spec-tables.ts';
import { card as matrixCard } from '../../../src/domains/weights/card.ts';
import { bibtex } from '../../../src/app/explore/bibtex.ts';
import { embeddable } from '../../../src/app/share/embeddable.ts';
import { DEFAULT_LOOK, lookParts, type EmbedLook } from '../../../src/app/share/look.ts';
import {
  embedSnippets,
  frameAddress,
  markdownSnippet,
  type SharedFigure,
} from '../../../src/app/share/snippets.ts';
import { parseXml } from '../support/xml.ts';

const tables = specTables();

const HEAD: FigureSpec = {
  ...usualOf(headCard),
  method: 'streaming-llm',
  subject: { layer: 2, head: 5 },
  budget: 0.3,
  set: { sinks: 8 },
  view: { ...usualOf(headCard).view, show: 'lost', zoom: [10, 20, 64] },
};
const MATRIX: FigureSpec = {
  ...usualOf(matrixCard),
  method: 'n-m',
  subject: { layer: 4, matrix: 'down' },
  budget: null,
  set: { n: 1, m: 4 },
};
const OWN: FigureSpec = { ...HEAD, text: { kind: 'own', text: 'a "mill" & <river>\n\tnew' } };

const figureOf = (spec: FigureSpec): SharedFigure => ({
  spec,
  site: 'https://atlas.example/',
  link: 'https://atlas.example/#a=1&b=2',
  caption: 'Keeps [half] of "it" & more.',
  fileName: 'figure',
});

function textOf(id: string, spec: FigureSpec, look?: EmbedLook): string {
  return embedSnippets(figureOf(spec), look).find((each) => each.id === id)?.text ?? '';
}

/** The figure that an iframe's address asks for. */
function specOf(address: string): FigureSpec {
  const { spec, warnings } = decodeSpec(new URL(address).search, tables);
  expect(warnings).toEqual([]);
  return spec;
}

const seen = (spec: FigureSpec): Partial<FigureSpec> => {
  const { compare: _, ...rest } = spec; // curves are not part of an embed
  return rest;
};

test.for([
  ['attention', HEAD],
  ['weights', MATRIX],
  ['an own text', OWN],
] as const)('the element and the iframe of %s hold the whole figure', ([, spec]) => {
  const element =
    /<sparsity-figure[^]*<\/sparsity-figure>/.exec(textOf('element', spec))?.[0] ?? '';
  const { attributes, children } = parseXml(element);
  const { layer, head, matrix, text, set, show, zoom, ...rest } = attributes;
  const json = {
    ...rest,
    text: text ?? '',
    subject: { layer, ...(head && { head }), ...(matrix && { matrix }) },
    set: Object.fromEntries(
      (set ?? '')
        .split(' ')
        .filter(Boolean)
        .map((pair) => pair.split('=')),
    ),
    view: { ...(show && { show }), ...(zoom && { zoom }) },
  };
  const read = specFromJson(json, tables);
  expect(read.warnings).toEqual([]);
  expect(seen(read.spec)).toEqual(seen(spec));
  expect(JSON.stringify(children)).toContain('https://atlas.example/#a=1&b=2');

  const frame = parseXml(/<iframe[^]*<\/iframe>/.exec(textOf('iframe', spec))?.[0] ?? '');
  expect(seen(specOf(frame.attributes['src'] ?? ''))).toEqual(seen(spec));
  expect(frame.attributes).toMatchObject({
    title: 'Keeps [half] of "it" & more.',
    width: '100%',
    sandbox: 'allow-scripts allow-popups',
  });
});

test.for([HEAD, MATRIX, OWN])('React, Jupyter and Quarto hold it too ($method)', (spec) => {
  const react = textOf('react', spec);
  const props = [...react.matchAll(/^ {2}([\w-]+)=\{(".*")\}$/gm)].map(([, name, value]) => [
    name,
    JSON.parse(value ?? '') as string,
  ]);
  expect(Object.fromEntries(props)).toMatchObject({ method: spec.method });
  expect(react).toContain("script.src = 'https://atlas.example/embed.js'");

  const address = /IFrame\((".*?"), width="100%", height=\d+\)/.exec(textOf('jupyter', spec))?.[1];
  expect(seen(specOf(JSON.parse(address ?? '""') as string))).toEqual(seen(spec));

  const quarto = textOf('quarto', spec);
  expect(quarto).toContain(`method="${spec.method}"`);
  expect(quarto).toContain('![Keeps \\[half\\] of "it" & more.](figure.svg)');
});

test('Markdown needs a picture and a link only', () => {
  expect(markdownSnippet(figureOf(MATRIX)).text).toBe(
    '[![Keeps \\[half\\] of "it" & more.](figure.svg)](https://atlas.example/#a=1&b=2)',
  );
});

test('looks go where they belong, and what is usual is left out', () => {
  expect(lookParts(DEFAULT_LOOK)).toEqual([]);
  expect(lookParts({ ...DEFAULT_LOOK, width: 320, theme: 'dark', controls: [] })).toEqual([
    ['controls', 'none'],
    ['theme', 'dark'],
  ]);
  // In the order in which they stand, whatever was ticked first.
  const look: EmbedLook = {
    ...{ width: 480, theme: 'light' },
    ...{ controls: ['stages', 'method'], all: false },
  };
  expect(lookParts({ ...look, all: true })).toEqual([
    ['controls', 'all'],
    ['theme', 'light'],
  ]);
  expect(textOf('element', HEAD)).not.toMatch(/theme|controls|style=/);
  const element = textOf('element', HEAD, look);
  expect(element).toContain(' controls="method stages" theme="light" style="max-width: 480px">\n');
  expect(textOf('iframe', HEAD, look)).toContain('\n  width="480"\n');
  expect(textOf('react', HEAD, look)).toContain('\n  style={{ maxWidth: 480 }}\n/>');
  expect(textOf('react', HEAD, look)).toContain('\n  controls={"method stages"}\n');
  expect(textOf('jupyter', HEAD, look)).toContain(', width=480, height=');
  const query = new URL(frameAddress(figureOf(HEAD), look)).searchParams;
  expect([
    query.get('controls'),
    query.get('theme'),
    query.get('m') ?? query.get('method'),
  ]).toEqual(['method stages', 'light', 'streaming-llm']);
});

const SNAPSHOT: SnapshotEntry = {
  domain: 'attention',
  kind: 'head',
  file: 'a.safetensors',
  name: 'tale-needle',
  model: 'atlas-3m',
  text: { kind: 'tale', seed: 7 },
  mark: '',
  tokens: 512,
  subject: { layer: 2, head: 5 },
  offered: true,
  about: {},
};

test('what can be embedded, and why the rest cannot', () => {
  const reason = (spec: FigureSpec, snapshots: readonly SnapshotEntry[] = [SNAPSHOT]): string => {
    const able = embeddable(spec, snapshots);
    return able.ok ? 'yes' : able.reason;
  };
  expect(reason(HEAD)).toBe('yes');
  expect(reason({ ...HEAD, method: 'minference', budget: null })).toBe('yes');
  expect(reason(OWN)).toMatch(/text of your own is read by the model/);
  expect(reason({ ...HEAD, subject: { layer: 1, head: 0 } })).toMatch(
    /no file of 1\.0 on this text; of layer\.head it has 2\.5\.$/,
  );
  expect(reason({ ...HEAD, tokens: 256 })).toMatch(
    /this text at this length; it has tale-needle \(512 tokens\)\.$/,
  );
  expect(reason(HEAD, [])).toMatch(/it has none\.$/);
  // A matrix needs a file of its own: one of a head does not do.
  expect(reason(MATRIX)).toMatch(/no file of this text at this length; it has none\.$/);
  const matrixOf = (matrix: string): SnapshotEntry => ({
    ...{ ...SNAPSHOT, domain: 'weights', kind: 'matrix' },
    subject: { layer: 4, matrix },
  });
  expect(reason(MATRIX, [matrixOf('up')])).toMatch(
    /no file of 4\.down .*; of layer\.matrix it has 4\.up\.$/,
  );
  expect(reason(MATRIX, [matrixOf('down')])).toBe('yes');
});

test('in Markdown the element is a block: its whole opening tag on a line, no line empty', () => {
  const element = textOf('element', MATRIX).split('\n\n').at(-1) ?? '';
  const lines = element.split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^<sparsity-figure( [\w-]+="[^"]*")+>$/);
  expect(lines[2]).toBe('</sparsity-figure>');
});

test('what Markdown would take for its own is escaped', () => {
  const { text } = markdownSnippet({
    ...figureOf(HEAD),
    caption: '*a*_b_ `c` <d> {e} $f$ 2:4 50 %.',
  });
  expect(text).toContain('[\\*a\\*\\_b\\_ \\`c\\` \\<d\\> \\{e\\} \\$f\\$ 2:4 50 %.](');
});

test('every paper becomes a BibTeX entry: balanced, with names that BibTeX can read', () => {
  const papers = catalogue.flatMap(({ id, paper }) => (paper ? [[id, paper] as const] : []));
  expect(papers.length).toBeGreaterThan(20);
  const keys = papers.map(([id, paper]) => {
    const entry = bibtex(id, paper);
    const [, key, body = ''] =
      /^@(?:inproceedings|misc)\{([\w-]+),\n([^]*)\n\}\n$/.exec(entry) ?? [];
    for (const line of body.split('\n')) expect(line).toMatch(/^ {2}\w+ = \{\{?[^{}]+\}\}?,?$/);
    const authors = /author = \{(.*)\}/.exec(body)?.[1]?.split(' and ') ?? [];
    for (const name of authors) expect(name).toMatch(/^(others$|\S+ \S)/);
    expect(authors.slice(0, -1)).not.toContain('others');
    expect(body).not.toMatch(/(^|[^\\])[&%$#_]/);
    return key;
  });
  // One paper may stand in several domains.
  const titles = new Set(papers.map(([, { title }]) => title));
  expect(new Set(keys).size).toBe(titles.size);
});

test('BibTeX: unnamed authors are “others”, and the year is that of the venue', () => {
  const paper = { title: 'A & B', authors: 'Ann One, Bo Two, et al.', year: 2024 };
  expect(bibtex('x', { ...paper, venue: 'ICLR 2025 (oral)', arxiv: '2401.00001' })).toBe(
    `@inproceedings{x2024,
  title = {{A \\& B}},
  author = {Ann One and Bo Two and others},
  year = {2025},
  booktitle = {ICLR 2025},
  eprint = {2401.00001},
  archivePrefix = {arXiv}
}
`,
  );
  expect(bibtex('x', paper)).toContain('@misc{x2024,');
  expect(bibtex('x', paper)).toContain('year = {2024}');
});

test('the listener beside the frame is that of the documentation', () => {
  const docs = readFileSync(join(import.meta.dirname, '../../../docs/embedding.md'), 'utf8');
  const listener = /^addEventListener\('message'[^]*?^\}\);$/m.exec(docs)?.[0] ?? '';
  expect(listener).toContain('sparsity-atlas:height');
  expect(textOf('iframe', HEAD).replace(/^ {2}/gm, '')).toContain(listener);
});
