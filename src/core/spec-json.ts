// A figure as JSON, for lessons, embeds and files: a FigureSpec of which anything may be left out.
import { cardOf, SPEC_VERSION, usualOf, usualPlace, type Card } from './card.ts';
import { quote, type ParamRecord } from './params.ts';
import { isRecord, unknownName } from './spec-parts.ts';
import {
  RAW_PARTS,
  resolveSpec,
  Warnings,
  type DecodedSpec,
  type SpecTables,
} from './spec-resolve.ts';
import type { FigureSpec, FigureView } from './spec.ts';

/** What `specToJson` writes: version and domain, and what differs from the domain's usual figure. */
export interface SpecJson extends Partial<Omit<FigureSpec, 'subject' | 'set' | 'view'>> {
  /** Of the format; 1 where it is absent. */
  version?: number;
  subject?: ParamRecord;
  set?: ParamRecord;
  view?: Partial<FigureView>;
}

const VIEW: readonly string[] = ['show', 'stage', 'query', 'frame', 'zoom'];
const GROUPS = ['subject', 'set', 'view'] as const;
const SCALARS: readonly string[] = RAW_PARTS.filter((part) => !VIEW.includes(part));
const WRITTEN = [
  ...['kind', 'method', 'budget', 'text', 'tokens', 'model', 'compare'],
  ...['beside', 'drawing', 'file', 'pruned'],
] as readonly (keyof FigureSpec)[];

/** The figure as a plain object; `specFromJson` gives an equal figure back. */
export function specToJson(spec: FigureSpec, cards: readonly Card[]): SpecJson {
  const card = cardOf(cards, spec.domain);
  const usual = usualOf(card);
  const base = { ...usual, subject: usualPlace(card, usual, spec) };
  const json: SpecJson = { version: SPEC_VERSION, domain: spec.domain };
  Object.assign(json, differing(pick(spec, WRITTEN), base));
  for (const group of GROUPS) {
    const changed = differing(spec[group], base[group]);
    if (Object.keys(changed).length > 0) Object.assign(json, { [group]: changed });
  }
  return json;
}

function pick<T, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}

/** The entries of `given` that `base` does not have alike. */
function differing(given: object, base: object): Record<string, unknown> {
  const usual = new Map(Object.entries(base));
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(usual.get(name)),
    ),
  );
}

/**
 * The figure of a parsed value or of JSON text, with the checks and warnings of `decodeSpec`. Numbers
 * may be written as strings, a text as “tale.7”, “sample.code” or the text itself, lists with commas:
 * so attributes of an element fit in as they are. Never throws on anything that JSON can hold.
 */
export function specFromJson(json: unknown, tables: SpecTables): DecodedSpec {
  const warnings = new Warnings();
  const given = typeof json === 'string' ? parse(json, warnings) : json;
  const whole = group('a figure', given, [...SCALARS, ...GROUPS], warnings);
  const view = group('view', whole.get('view') ?? {}, VIEW, warnings);
  const parts = Object.fromEntries(
    [...whole, ...view].filter(([name]) => (RAW_PARTS as readonly string[]).includes(name)),
  );
  const subject = group('subject', whole.get('subject') ?? {}, null, warnings);
  const set = group('set', whole.get('set') ?? {}, null, warnings);
  return resolveSpec({ parts, subject, set }, tables, warnings);
}

/** The entries of an object; those not among `names` are left out with a warning. */
function group(
  title: string,
  value: unknown,
  names: readonly string[] | null,
  warnings: Warnings,
): Map<string, unknown> {
  if (!isRecord(value)) {
    warnings.add(`${title} must be an object, got ${quote(value)}; using defaults`);
    return new Map();
  }
  return new Map(
    Object.entries(value).filter(([name]) => {
      if (!names || names.includes(name)) return true;
      warnings.add(`${unknownName(`part of ${title} named`, names, name)}; ignored`);
      return false;
    }),
  );
}

function parse(text: string, warnings: Warnings): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    warnings.add(`the figure is not JSON (${(error as Error).message}); using defaults`);
    return {};
  }
}
