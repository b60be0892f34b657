// From a figure as somebody wrote it, in a link, an embed or a lesson, to one that is valid. What is
// missing takes its default, what cannot be used takes it too, with a warning.
import { cardOf, kindOf, SPEC_VERSION, usualOf, usualPlace, type Card } from './card.ts';
import type { MethodInfo } from './method.ts';
import {
  paramOf,
  quote,
  unknownParam,
  type ParamRecord,
  type ParamTable,
  type ParamValue,
} from './params.ts';
import type { FigureSpec } from './spec.ts';
import * as read from './spec-parts.ts';

/** What the codec must know of a method; the catalogue's entries have it. */
export type SpecMethod = Pick<MethodInfo, 'params' | 'stages'>;

/** Methods of a domain by id. */
export type SpecMethods = ReadonlyMap<string, SpecMethod>;

/** What a figure may refer to. */
export interface SpecTables {
  /** In the order of every list. */
  readonly cards: readonly Card[];
  /** By domain; ids are unique within one. */
  readonly methods: ReadonlyMap<string, SpecMethods>;
  /** Domain of a figure that names neither one nor a method nor a version; the first card's, unless told. */
  readonly usual?: string;
  /** Names that exist; without the list any well-formed name passes. */
  readonly models?: readonly string[];
  /** Ids of built-in texts; without the list any passes. */
  readonly samples?: readonly string[];
}

/** A figure, and sentences (none twice) about what of its source could not be used. */
export interface DecodedSpec {
  readonly spec: FigureSpec;
  readonly warnings: readonly string[];
}

/** Parts that are one value each. */
export const RAW_PARTS = [
  'version',
  'domain',
  'kind',
  'model',
  'text',
  'tokens',
  'beside',
  'drawing',
  'file',
  'pruned',
  'method',
  'budget',
  'compare',
  'show',
  'stage',
  'query',
  'frame',
  'zoom',
] as const;
export type RawPart = (typeof RAW_PARTS)[number];

/** A figure as given, unchecked; undefined where nothing was said. */
export interface RawSpec {
  readonly parts: { readonly [part in RawPart]?: unknown };
  readonly subject: ReadonlyMap<string, unknown>;
  readonly set: ReadonlyMap<string, unknown>;
}

/** Collects warnings: none twice, and no more of them than a person would read. */
export class Warnings {
  readonly #messages = new Set<string>();
  readonly add: read.Warn = (message) => void this.#messages.add(message);

  list(): readonly string[] {
    const all = [...this.#messages];
    const most = 8;
    if (all.length <= most) return all;
    return [...all.slice(0, most), `${all.length - most} more parts could not be used`];
  }
}

/** The valid figure nearest to what was given. Never throws. */
export function resolveSpec(raw: RawSpec, tables: SpecTables, warnings: Warnings): DecodedSpec {
  const warn = warnings.add;
  const version = versionOf(raw.parts.version, warn);
  const card = cardOf(tables.cards, domainOf(raw, tables, warn));
  const base = usualOf(card, version);
  const or = <T>(given: unknown, fallback: T, reader: (given: unknown) => T): T =>
    given === undefined ? fallback : reader(given);

  const own = tables.methods.get(card.id) ?? NO_METHODS;
  const method = methodOf(raw, card.id, base, own, warn);
  // Settings of a method that does not exist mean nothing to the one shown instead.
  const replaced = raw.parts.method !== undefined && raw.parts.method !== method;
  const stages = own.get(method)?.stages.map((stage) => stage.id) ?? [];
  const kinds = card.kinds.map(({ id }) => id);
  const kind = or(raw.parts.kind, base.kind, (given) =>
    read.readName(`kind of ${card.id}`, kinds, given, base.kind, warn),
  );
  const { axes, params } = kindOf(card, { kind });
  const text = or(raw.parts.text, base.text, (given) =>
    read.readText(given, base.text, tables.samples, warn),
  );
  const tokens = or(raw.parts.tokens, base.tokens, (given) =>
    read.readTokens(given, base.tokens, warn),
  );
  const spec: FigureSpec = {
    domain: card.id,
    kind,
    model: or(raw.parts.model, base.model, (given) =>
      tables.models
        ? read.readName('model', tables.models, given, base.model, warn)
        : read.readSlug('model', given, base.model, warn),
    ),
    text,
    tokens,
    subject: subjectOf(raw.subject, params, usualPlace(card, base, { kind }), warn),
    beside: or(raw.parts.beside, null, (given) =>
      read.readBeside(given, { text, tokens }, tables.samples, warn),
    ),
    drawing: or(raw.parts.drawing, null, (given) => read.readDrawing(given, warn)),
    file: or(raw.parts.file, null, (given) => read.readFile(given, warn)),
    pruned: or(raw.parts.pruned, null, (given) => read.readQueryText('pruned', given, warn)),
    method,
    budget: or(raw.parts.budget, base.budget, (given) => read.readBudget(given, base.budget, warn)),
    set: replaced ? {} : setOf(raw.set, own.get(method)?.params ?? {}, warn),
    compare: compareOf(raw, card.id, base, own, warn),
    view: {
      show: or(raw.parts.show, base.view.show, (given) =>
        read.readShow(given, card.shows, base.view.show, warn),
      ),
      stage: or(replaced ? undefined : raw.parts.stage, null, (given) =>
        read.readStage(given, stages, method, warn),
      ),
      query: or(raw.parts.query, null, (given) => read.readRow(given, axes, warn)),
      frame: or(raw.parts.frame, null, (given) => read.readFrame(given, warn)),
      zoom: or(raw.parts.zoom, null, (given) => read.readZoom(given, axes, warn)),
    },
  };
  return { spec, warnings: warnings.list() };
}

const NO_METHODS: SpecMethods = new Map();

/** Links have it as text; those from before versions were written have none. */
function versionOf(given: unknown, warn: read.Warn): number {
  if (given === undefined) return 1;
  const version = typeof given === 'string' ? Number(given) : given;
  if (typeof version === 'number' && Number.isInteger(version) && version >= 1) {
    if (version <= SPEC_VERSION) return version;
  }
  warn(
    `this figure was saved in version ${quote(given)} of the format, this page reads version ${SPEC_VERSION}: parts of it may be missing`,
  );
  return SPEC_VERSION;
}

/**
 * The domain as named, else one that has the method: the usual one before others. What is written with a
 * version leaves out the first card's domain only, wherever it is read.
 */
function domainOf(raw: RawSpec, tables: SpecTables, warn: read.Warn): string {
  const { method, domain, version } = raw.parts;
  const names = tables.cards.map(({ id }) => id);
  const usual = (version === undefined ? tables.usual : undefined) ?? names[0]!;
  const having = [usual, ...names].find(
    (id) => typeof method === 'string' && tables.methods.get(id)?.has(method),
  );
  const fallback = having ?? usual;
  if (domain === undefined) return fallback;
  return read.readName('domain', names, domain, fallback, warn);
}

function methodOf(
  raw: RawSpec,
  domain: string,
  base: FigureSpec,
  own: SpecMethods,
  warn: read.Warn,
): string {
  const ids = [...own.keys()];
  const fallback = own.has(base.method) ? base.method : (ids[0] ?? base.method);
  if (raw.parts.method === undefined) return fallback;
  const settings = raw.set.size > 0 ? ', its settings are left out' : '';
  const name = `method for ${domain} named`;
  return read.readName(name, ids, raw.parts.method, fallback, (message) => {
    warn(message + settings);
  });
}

/** Other methods' ids, each once; those of other domains and unknown ones are left out. */
function compareOf(
  raw: RawSpec,
  domain: string,
  base: FigureSpec,
  own: SpecMethods,
  warn: read.Warn,
): readonly string[] {
  const usual = base.compare.filter((id) => own.has(id));
  if (raw.parts.compare === undefined) return usual;
  const asked = read.readList('methods to compare', raw.parts.compare, usual, warn);
  return [...new Set(asked)].filter((id) => {
    if (own.has(id)) return true;
    const what = read.unknownName(`method for ${domain} named`, own.keys(), id);
    warn(`${what}; left out of the curves`);
    return false;
  });
}

function subjectOf(
  given: ReadonlyMap<string, unknown>,
  table: ParamTable,
  usual: ParamRecord,
  warn: read.Warn,
): ParamRecord {
  const subject: Record<string, ParamValue> = {};
  for (const [name, param] of Object.entries(table)) {
    const fallback = usual[name] ?? param.default;
    subject[name] = given.has(name)
      ? read.readParam(name, param, given.get(name), fallback, warn)
      : fallback;
  }
  for (const [name, value] of given) {
    if (!paramOf(table, name)) warn(`${unknownParam(table, name)}; ${quote(value)} is ignored`);
  }
  return subject;
}

function setOf(
  given: ReadonlyMap<string, unknown>,
  params: ParamTable,
  warn: read.Warn,
): ParamRecord {
  const set: Record<string, ParamValue> = {};
  for (const [name, value] of given) {
    const param = paramOf(params, name);
    if (!param) {
      warn(`${unknownParam(params, name)}; ${quote(value)} is ignored`);
      continue;
    }
    const checked = read.readParam(
      name,
      param,
      value,
      undefined,
      warn,
      'using the method’s own value',
    );
    if (checked !== undefined) set[name] = checked;
  }
  return set;
}
