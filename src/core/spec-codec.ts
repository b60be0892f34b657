// A figure as a link's query, short and readable: `b=0.2&head=1&layer=2&m=minference&t=tale.7&v=2`.
// What is usual is left out, names are sorted, so that equal figures have equal links. What is usual is
// frozen by version, so that a link keeps its meaning.
//
//   v version of this format; links without one are of version 1   d domain, where it is not the first
//   m method   b budget (or none)   p.NAME a setting of the method   vs other methods, by comma
//   t text: tale.SEED or sample.ID  text an own text in full         n tokens   model
//   kind of subject   layer, head, … the subject's own names
//   beside a second text   drawing   file its SHA-256   pruned another figure's query
//   show one of the domain's ways to look   stage   query row   frame
//   zoom first row, first column, side (and rows, where they do not follow)
import { cardOf, SPEC_VERSION, usualOf, usualPlace, type Card } from './card.ts';
import { readQuery, writeQuery } from './link-text.ts';
import { nearestName } from './nearest.ts';
import { formatParam, quote } from './params.ts';
import {
  resolveSpec,
  Warnings,
  type DecodedSpec,
  type RawPart,
  type SpecTables,
} from './spec-resolve.ts';
import { besideText, textName } from './spec-parts.ts';
import type { FigureSpec, TextSource } from './spec.ts';

export { withBudget, withoutParam, withParam } from './spec-edit.ts';
export { specFromJson, specToJson } from './spec-json.ts';
export type { DecodedSpec, SpecMethod, SpecMethods, SpecTables } from './spec-resolve.ts';

/** What each name in a link stands for; the long ones are for people who write links by hand. */
const PARTS: Readonly<Record<string, RawPart>> = {
  v: 'version',
  d: 'domain',
  domain: 'domain',
  kind: 'kind',
  m: 'method',
  method: 'method',
  b: 'budget',
  budget: 'budget',
  vs: 'compare',
  compare: 'compare',
  n: 'tokens',
  tokens: 'tokens',
  model: 'model',
  t: 'text',
  text: 'text',
  beside: 'beside',
  drawing: 'drawing',
  file: 'file',
  pruned: 'pruned',
  show: 'show',
  stage: 'stage',
  query: 'query',
  frame: 'frame',
  zoom: 'zoom',
};
const SETTING = 'p.';

/** The figure as a query, without '#' or '?'. `decodeSpec` gives an equal figure back. */
export function encodeSpec(spec: FigureSpec, cards: readonly Card[]): string {
  const card = cardOf(cards, spec.domain);
  const base = usualOf(card);
  const pairs: [name: string, value: string][] = [['v', String(SPEC_VERSION)]];
  const put = (name: string, value: string | null, usual: string | null = null): void => {
    if (value !== null && value !== usual) pairs.push([name, value]);
  };
  const { view } = spec;
  put('d', spec.domain, cards[0]?.id);
  put('kind', spec.kind, base.kind);
  put('m', spec.method, base.method);
  put('b', String(spec.budget ?? 'none'), String(base.budget ?? 'none'));
  put('vs', spec.compare.join(','), base.compare.join(','));
  put('n', String(spec.tokens), String(base.tokens));
  put('model', spec.model, base.model);
  if (spec.text.kind === 'own') pairs.push(['text', spec.text.text]);
  else put('t', textName(spec.text), textName(base.text));
  const place = usualPlace(card, base, spec);
  for (const [name, value] of Object.entries(spec.subject)) {
    put(name, formatParam(value), formatParam(place[name] ?? ''));
  }
  for (const [name, value] of Object.entries(spec.set)) {
    pairs.push([SETTING + name, formatParam(value)]);
  }
  put('beside', spec.beside && besideText(spec.beside));
  put('drawing', spec.drawing);
  put('file', spec.file);
  put('pruned', spec.pruned);
  put('show', view.show, base.view.show);
  put('stage', view.stage);
  put('query', view.query === null ? null : String(view.query));
  put('frame', view.frame === null ? null : String(view.frame));
  put('zoom', view.zoom === null ? null : view.zoom.join(','));
  return writeQuery(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/**
 * The figure of a query, with or without its '#' or '?'. Parts that are unknown or cannot be used
 * fall back to defaults, each with a warning; no string makes this throw.
 */
export function decodeSpec(query: string, tables: SpecTables): DecodedSpec {
  const warnings = new Warnings();
  const kinds = tables.cards.flatMap((card) => card.kinds);
  const subjectNames = new Set(kinds.flatMap(({ params }) => Object.keys(params)));
  const parts: { [part in RawPart]?: unknown } = {};
  const subject = new Map<string, unknown>();
  const set = new Map<string, unknown>();
  const seen = new Set<string>();
  for (const [name, value] of readQuery(query)) {
    const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    const place = part ?? name;
    if (seen.has(place)) warnings.add(`${quote(place)} is given twice; the last one counts`);
    seen.add(place);
    if (part) parts[part] = (READERS[name] ?? ((given: string) => given))(value);
    else if (name.startsWith(SETTING)) set.set(name.slice(SETTING.length), value);
    else if (subjectNames.has(name)) subject.set(name, value);
    else {
      const nearest = nearestName(name, [...Object.keys(PARTS), ...subjectNames]);
      const hint = nearest === null ? '' : ` (did you mean “${nearest}”?)`;
      warnings.add(`a figure has no part ${quote(name)}${hint}; ${quote(value)} is ignored`);
    }
  }
  return resolveSpec({ parts, subject, set }, tables, warnings);
}

/** How the values of some names are read; others as they stand. */
const READERS: Readonly<Record<string, (value: string) => unknown>> = {
  t: sourceOf,
  text: (text): TextSource => ({ kind: 'own', text }),
};

/** “tale.7” → its kind and the rest, still unchecked. */
function sourceOf(value: string): unknown {
  const dot = value.indexOf('.');
  const kind = value.slice(0, Math.max(0, dot));
  const rest = value.slice(dot + 1);
  if (kind === 'tale') return { kind, seed: rest };
  return kind === 'sample' ? { kind, id: rest } : { kind: value };
}
