// A figure as a link's query, short and readable: `b=0.2&head=1&layer=2&m=minference&t=tale.7`.
// Defaults are left out, names are sorted, so that equal figures have equal links.
//
//   m method   b budget (or none)   p.NAME a setting of the method   vs other methods, by comma
//   t text: tale.SEED or sample.ID  text an own text in full         n tokens   model   d domain
//   layer, head, … the subject's own names
//   show attention, kept or lost    stage   query   zoom first query, first key, side
//   v version of this format, from 2 on
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
import { textName } from './spec-parts.ts';
import {
  DEFAULT_SPECS,
  DEFAULT_VIEW,
  SPEC_VERSION,
  type FigureSpec,
  type TextSource,
} from './spec.ts';

export { withBudget, withoutParam, withParam } from './spec-edit.ts';
export { specFromJson, specToJson } from './spec-json.ts';
export type { DecodedSpec, SpecMethod, SpecTables } from './spec-resolve.ts';

/** What each name in a link stands for; the long ones are for people who write links by hand. */
const PARTS: Readonly<Record<string, RawPart>> = {
  v: 'version',
  d: 'domain',
  domain: 'domain',
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
  show: 'show',
  stage: 'stage',
  query: 'query',
  zoom: 'zoom',
};
const SETTING = 'p.';

/** The figure as a query, without '#' or '?'. `decodeSpec` gives an equal figure back. */
export function encodeSpec(spec: FigureSpec): string {
  const base = DEFAULT_SPECS[spec.domain];
  const pairs: [name: string, value: string][] = [];
  const put = (name: string, value: string | null, usual: string | null): void => {
    if (value !== null && value !== usual) pairs.push([name, value]);
  };
  const { view } = spec;
  if (SPEC_VERSION > 1) pairs.push(['v', String(SPEC_VERSION)]);
  put('d', spec.domain, 'attention');
  put('m', spec.method, base.method);
  put('b', String(spec.budget ?? 'none'), String(base.budget ?? 'none'));
  put('vs', spec.compare.join(','), base.compare.join(','));
  put('n', String(spec.tokens), String(base.tokens));
  put('model', spec.model, base.model);
  if (spec.text.kind === 'own') pairs.push(['text', spec.text.text]);
  else put('t', textName(spec.text), textName(base.text));
  for (const [name, value] of Object.entries(spec.subject)) {
    put(name, formatParam(value), formatParam(base.subject[name] ?? ''));
  }
  for (const [name, value] of Object.entries(spec.set)) {
    pairs.push([SETTING + name, formatParam(value)]);
  }
  put('show', view.show, base.view.show);
  put('stage', view.stage, null);
  put('query', view.query === null ? null : String(view.query), null);
  put('zoom', view.zoom === null ? null : view.zoom.join(','), null);
  return writeQuery(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Everything that changes a number of the figure, and nothing that does not (view, other curves). */
export function figureKey(spec: FigureSpec): string {
  const { compare } = DEFAULT_SPECS[spec.domain];
  return encodeSpec({ ...spec, compare, view: DEFAULT_VIEW });
}

/**
 * The figure of a query, with or without its '#' or '?'. Parts that are unknown or cannot be used
 * fall back to defaults, each with a warning; no string makes this throw.
 */
export function decodeSpec(query: string, tables: SpecTables): DecodedSpec {
  const warnings = new Warnings();
  const subjectNames = new Set(Object.values(tables.subjects).flatMap((t) => Object.keys(t)));
  const parts: { [part in RawPart]?: unknown } = {};
  const subject = new Map<string, unknown>();
  const set = new Map<string, unknown>();
  const seen = new Set<string>();
  for (const [name, value] of readQuery(query)) {
    const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    const place = part ?? name;
    if (seen.has(place)) warnings.add(`${quote(place)} is given twice; the last one counts`);
    seen.add(place);
    if (part) parts[part] = name === 't' ? sourceOf(value) : name === 'text' ? own(value) : value;
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

function own(text: string): TextSource {
  return { kind: 'own', text };
}

/** “tale.7” → its kind and the rest, still unchecked. */
function sourceOf(value: string): unknown {
  const dot = value.indexOf('.');
  const kind = value.slice(0, Math.max(0, dot));
  const rest = value.slice(dot + 1);
  if (kind === 'tale') return { kind, seed: rest };
  return kind === 'sample' ? { kind, id: rest } : { kind: value };
}
