// From a tag's attributes to a figure. A figure on somebody's page is written once and read by many:
// nothing that is mistyped is passed over, the message names the attribute.
import { nearestName } from '../core/nearest.ts';
import { quote, type ParamTable } from '../core/params.ts';
import { ExpectedError } from '../core/result.ts';
import { isRecord } from '../core/spec-parts.ts';
import { reasonOf } from '../core/spec-reason.ts';
import { decodeSpec, specFromJson, specToJson, type SpecTables } from '../core/spec-codec.ts';
import type { SpecJson } from '../core/spec-json.ts';
import type { FigureSpec } from '../core/spec.ts';
import type { SnapshotEntry } from '../client/snapshots.ts';
import { cards } from '../domains/cards.generated.ts';
import { tablesOf } from '../kit/methods.ts';
import { isOf } from './baked.ts';
import type { Wish } from './contract.ts';
import { meant } from './meant.ts';
import type { Methods } from '../kit/methods.ts';

export const CONTROLS = ['method', 'show', 'budget', 'stages'] as const;
export type ControlName = (typeof CONTROLS)[number];
const DEFAULT_CONTROLS: readonly ControlName[] = ['budget', 'stages'];

/** Parts that say which figure it is; the others, how much is kept of it and how it is looked at. */
const NAMING = ['domain', 'kind', 'model', 'text', 'method', 'beside', 'drawing', 'file', 'pruned'];
const SINGLE = [...NAMING, 'tokens', 'budget', 'compare'];
const VIEW = ['show', 'stage', 'query', 'frame', 'zoom'];
const SUBJECT = [
  ...new Set(cards.flatMap(({ kinds }) => kinds.flatMap(({ params }) => Object.keys(params)))),
];
/** In a link or in JSON, whose texts have no bare quotes or ampersands. */
const NAMES_SITE = new RegExp(`(?:^|[#?&"])(?:${SUBJECT.join('|')})["=]`);
const OWN = ['spec', 'subject', 'set', 'controls', 'theme', 'poster', 'loading', 'worker-src'];
const CHOICES = { theme: ['auto', 'light', 'dark'], loading: ['lazy', 'eager'] } as const;
/** Every attribute that has a meaning; `docs/embedding.md` says which. */
export const ATTRIBUTES: readonly string[] = [...SINGLE, ...VIEW, ...SUBJECT, ...OWN];

/** The controls to show: those of every figure, and parameters of the method by name. */
export interface Shown {
  readonly named: readonly ControlName[];
  readonly params: readonly string[] | 'all';
}

export interface Reading {
  readonly spec: FigureSpec;
  readonly controls: Shown;
}

/** The domain and the method of a figure, before anything else of it can be checked. */
export function methodOf(wish: Wish): Pick<FigureSpec, 'domain' | 'method'> {
  const tables = tablesOf(cards[0]!.id);
  const base = baseOf(wish, tables, () => {});
  const said = [...wish.attributes].flatMap(([name, value]) =>
    name === 'domain' || name === 'method'
      ? [unlessNamed({ [name]: value }, name, wish, base)]
      : [],
  );
  const json = merged([base, ...said]);
  return specFromJson(json, tables).spec;
}

/**
 * `methods`: those of its domain, its own with all details. Throws an ExpectedError whose field is the attribute at
 * fault.
 */
export function readWish(
  wish: Wish,
  snapshots: readonly SnapshotEntry[],
  methods: Methods,
): Reading {
  const { attributes } = wish;
  const { tables } = methods;
  for (const name of attributes.keys()) refuseMistyped(name);
  refuseOtherChoices(attributes);
  const base = baseOf(wish, tables, (text, warning) => refuse('spec', text, warning));
  const parts = [...attributes].flatMap(([name, value]) => {
    const part = partOf(name, value, snapshots);
    return part ? [{ name, value, part: unlessNamed(part, name, wish, base) }] : [];
  });
  const whole = specFromJson(merged([base, ...parts.map(({ part }) => part)]), tables);
  if (whole.warnings.length > 0) {
    // Read once more one by one, together with the method that settings belong to.
    const method = attributes.get('method');
    for (const { name, value, part } of parts) {
      const alone = name === 'method' || method === undefined ? part : { method, ...part };
      const { warnings } = specFromJson(merged([base, alone]), tables);
      if (warnings[0] !== undefined) refuse(name, value, warnings[0]);
    }
    refuse('spec', attributes.get('spec') ?? '', whole.warnings[0] ?? '');
  }
  const given = merged([base, ...parts.map(({ part }) => part)]);
  return {
    spec: withSite(whole.spec, given, snapshots),
    controls: controlsOf(attributes.get('controls'), methods.entryOf(whole.spec.method).params),
  };
}

/**
 * Whether anything says which figure it is. The usual one is none that was asked for: what a server writes lacks
 * properties, and for a while or for ever the element has nothing else.
 */
export function isNamed({ attributes, spec, tensors }: Wish): boolean {
  const which = [...NAMING, ...SUBJECT, 'subject', 'spec'];
  const given = [tensors, spec, ...which.map((name) => attributes.get(name))];
  const isSaid = (value: unknown): boolean =>
    typeof value === 'string' ? /[^\s{}]/.test(value) : Object.keys(value ?? {}).length > 0;
  return given.some(isSaid);
}

/** What an attribute says, less what a spec that was set after it says too. */
function unlessNamed(
  part: Record<string, unknown>,
  attribute: string,
  { spec, since }: Wish,
  base: SpecJson,
): Record<string, unknown> {
  if (spec === null || since.has(attribute)) return part;
  const isWhole = typeof spec === 'string';
  const rest = Object.entries(part).filter(([name]) => !isWhole && !Object.hasOwn(base, name));
  return Object.fromEntries(rest);
}

function refuse(attribute: string, value: string, why: string): never {
  throw new ExpectedError(attribute, `${attribute}=${JSON.stringify(value)}: ${reasonOf(why)}`);
}

function refuseMistyped(name: string): void {
  if (ATTRIBUTES.includes(name) || /^(aria|data|on)/.test(name) || name.length < 4) return;
  if (/^(class|style|slot|title|lang|part|hidden|role|tabindex|inert)$/.test(name)) return;
  const nearest = nearestName(name, ATTRIBUTES);
  if (nearest !== null) {
    throw new ExpectedError(name, `There is no attribute ${name}; did you mean ${nearest}?`);
  }
}

/** Of attributes that say how the element behaves. */
function refuseOtherChoices(attributes: Wish['attributes']): void {
  for (const [name, known] of Object.entries(CHOICES)) {
    const value = attributes.get(name)?.trim() ?? '';
    if (value !== '' && !known.some((each) => each === value))
      refuse(name, value, meant(value, known));
  }
}

/** The figure that attributes change: set by property, or written whole as JSON or as a link. */
function baseOf(
  { attributes, spec }: Wish,
  tables: SpecTables,
  warn: (text: string, warning: string) => void,
): SpecJson {
  const given = spec ?? attributes.get('spec') ?? '';
  if (given === '') return {};
  if (isRecord(given)) return given;
  if (typeof given !== 'string') refuse('spec', typeof given, 'a figure is an object or a text');
  const text = given.trim();
  const read = text.startsWith('{')
    ? specFromJson(text, tables)
    : decodeSpec(text.slice(text.indexOf('#') + 1), tables);
  if (read.warnings[0] !== undefined) warn(text, read.warnings[0]);
  const json = specToJson(read.spec, cards);
  // JSON leaves out what is usual, which is more than nothing to say: a place that is named is meant.
  return NAMES_SITE.test(text) ? { ...json, subject: read.spec.subject } : json;
}

/** The part of a spec that an attribute says; null where it is no part of one. */
function partOf(
  name: string,
  value: string,
  snapshots: readonly SnapshotEntry[],
): Record<string, unknown> | null {
  if (SINGLE.includes(name)) return { [name]: value };
  if (VIEW.includes(name)) return { view: { [name]: value } };
  if (SUBJECT.includes(name)) return { subject: { [name]: value } };
  if (name === 'set') return { set: settingsOf(value) };
  if (name === 'subject') return subjectOf(value, snapshots);
  return null;
}

function settingsOf(value: string): unknown {
  const text = value.trim();
  if (text.startsWith('{')) {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      refuse('set', value, (error as Error).message);
    }
  }
  const pairs = text.split(/[\s,;]+/).filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) refuse('set', value, `settings are written name=value, got ${quote(pair)}`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function subjectOf(value: string, snapshots: readonly SnapshotEntry[]): Record<string, unknown> {
  const found = snapshots.find(({ name }) => name === value);
  if (found) return { text: found.text, tokens: found.tokens };
  const names = [...new Set(snapshots.map(({ name }) => name))];
  const known = names.length > 0 ? `there are ${names.join(', ')}` : 'this site has no snapshots';
  return refuse('subject', value, `there is no such subject; ${known}`);
}

/** Parts over each other; groups are merged name by name. */
function merged(parts: readonly object[]): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    const before = whole[name];
    const group = name === 'subject' || name === 'set' || name === 'view';
    whole[name] = group && isRecord(before) && isRecord(value) ? { ...before, ...value } : value;
  }
  return whole;
}

/** Where no place is asked for, the first of the text that there is. */
function withSite(
  spec: FigureSpec,
  given: Record<string, unknown>,
  snapshots: readonly SnapshotEntry[],
): FigureSpec {
  const first = snapshots.find((entry) => isOf(entry, spec));
  if (given['subject'] !== undefined || !first) return spec;
  return { ...spec, subject: { ...spec.subject, ...first.subject } };
}

function controlsOf(value: string | undefined, table: ParamTable): Shown {
  if (value === undefined) return { named: DEFAULT_CONTROLS, params: [] };
  const names = value.split(/[\s,]+/).filter(Boolean);
  const [only] = names.length === 1 ? names : [];
  if (only === 'none') return { named: [], params: [] };
  if (only === 'all') return { named: CONTROLS, params: 'all' };
  const params = Object.keys(table);
  const known = [...CONTROLS, ...params];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    refuse('controls', value, `there is no control ${quote(unknown)}; ${meant(unknown, known)}`);
  }
  return {
    named: CONTROLS.filter((name) => names.includes(name)),
    params: params.filter((name) => names.includes(name)),
  };
}
