// From a figure as somebody wrote it, in a link, an embed or a lesson, to one that is valid. What is
// missing takes its default, what cannot be used takes it too, with a warning.
import type { DomainId, MethodInfo } from './method.ts';
import {
  paramOf,
  quote,
  unknownParam,
  type ParamRecord,
  type ParamTable,
  type ParamValue,
} from './params.ts';
import { DEFAULT_SPECS, SPEC_VERSION, type FigureSpec } from './spec.ts';
import * as read from './spec-parts.ts';

/** What the codec must know of a method; the catalogue's entries have it. */
export type SpecMethod = Pick<MethodInfo, 'domain' | 'params' | 'stages'>;

/** What a figure may refer to. */
export interface SpecTables {
  /** Where in the model, per domain. */
  readonly subjects: Readonly<Record<DomainId, ParamTable>>;
  /** By id. */
  readonly methods: ReadonlyMap<string, SpecMethod>;
  /** Domain of a figure that names neither one nor a method; attention, unless told. */
  readonly usual?: DomainId;
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
  'model',
  'text',
  'tokens',
  'method',
  'budget',
  'compare',
  'show',
  'stage',
  'query',
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
  const { version = SPEC_VERSION } = raw.parts;
  // A link has it as text.
  if (version !== SPEC_VERSION && version !== String(SPEC_VERSION)) {
    warn(
      `this figure was saved in version ${quote(version)} of the format, this page reads version ${SPEC_VERSION}: parts of it may be missing`,
    );
  }
  const domain = domainOf(raw, tables, warn);
  const base = DEFAULT_SPECS[domain];
  const or = <T>(given: unknown, fallback: T, reader: (given: unknown) => T): T =>
    given === undefined ? fallback : reader(given);

  const method = methodOf(raw, domain, tables, warn);
  // Settings of a method that does not exist mean nothing to the one shown instead.
  const replaced = raw.parts.method !== undefined && raw.parts.method !== method;
  const stages = tables.methods.get(method)?.stages.map((stage) => stage.id) ?? [];
  const spec: FigureSpec = {
    domain,
    model: or(raw.parts.model, base.model, (given) =>
      tables.models
        ? read.readName('model', tables.models, given, base.model, warn)
        : read.readSlug('model', given, base.model, warn),
    ),
    text: or(raw.parts.text, base.text, (given) =>
      read.readText(given, base.text, tables.samples, warn),
    ),
    tokens: or(raw.parts.tokens, base.tokens, (given) => read.readTokens(given, base.tokens, warn)),
    subject: subjectOf(raw.subject, tables.subjects[domain], base.subject, warn),
    method,
    budget: or(raw.parts.budget, base.budget, (given) => read.readBudget(given, base.budget, warn)),
    set: replaced ? {} : setOf(raw.set, tables.methods.get(method)?.params ?? {}, warn),
    compare: compareOf(raw, domain, tables, warn),
    view: {
      show: or(raw.parts.show, base.view.show, (given) =>
        read.readShow(given, base.view.show, warn),
      ),
      stage: or(replaced ? undefined : raw.parts.stage, null, (given) =>
        read.readStage(given, stages, method, warn),
      ),
      query: or(raw.parts.query, null, (given) => read.readQueryRow(given, warn)),
      zoom: or(raw.parts.zoom, null, (given) => read.readZoom(given, warn)),
    },
  };
  return { spec, warnings: warnings.list() };
}

/** The domain as named, else that of the method. */
function domainOf(raw: RawSpec, tables: SpecTables, warn: read.Warn): DomainId {
  const ofMethod =
    typeof raw.parts.method === 'string' ? tables.methods.get(raw.parts.method)?.domain : undefined;
  const fallback = ofMethod ?? tables.usual ?? 'attention';
  if (raw.parts.domain === undefined) return fallback;
  const names = Object.keys(tables.subjects);
  return read.readName('domain', names, raw.parts.domain, fallback, warn) as DomainId;
}

function idsOf(domain: DomainId, tables: SpecTables): string[] {
  return [...tables.methods].flatMap(([id, method]) => (method.domain === domain ? [id] : []));
}

function methodOf(raw: RawSpec, domain: DomainId, tables: SpecTables, warn: read.Warn): string {
  const ids = idsOf(domain, tables);
  const preferred = DEFAULT_SPECS[domain].method;
  const fallback = ids.includes(preferred) ? preferred : (ids[0] ?? preferred);
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
  domain: DomainId,
  tables: SpecTables,
  warn: read.Warn,
): readonly string[] {
  const ids = idsOf(domain, tables);
  const usual = DEFAULT_SPECS[domain].compare.filter((id) => ids.includes(id));
  if (raw.parts.compare === undefined) return usual;
  const asked = read.readList('methods to compare', raw.parts.compare, usual, warn);
  return [...new Set(asked)].filter((id) => {
    if (ids.includes(id)) return true;
    warn(`${read.unknownName(`method for ${domain} named`, ids, id)}; left out of the curves`);
    return false;
  });
}

function subjectOf(
  given: ReadonlyMap<string, unknown>,
  table: ParamTable,
  base: ParamRecord,
  warn: read.Warn,
): ParamRecord {
  const subject: Record<string, ParamValue> = {};
  for (const [name, param] of Object.entries(table)) {
    const fallback = base[name] ?? param.default;
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
