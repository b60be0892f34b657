// Readers for the parts of a figure that somebody else wrote: each takes anything, returns a valid
// value, and where the given one is unusable says so, quoting it and naming what is used instead.
import { nearestName } from './nearest.ts';
import { checkParam, parseParam, quote, type Param, type ParamValue } from './params.ts';
import type { ShowOption, SubjectKind } from './card.ts';
import type { Beside, TextSource, Zoom } from './spec.ts';

/** Receives sentences for the person. */
export type Warn = (message: string) => void;

/** Texts are read up to this many tokens by any model that opens. */
const MOST_TOKENS = 131_072;
const TOKENS = whole(1, MOST_TOKENS);
const SEED = whole(0, 0xffffffff);
const ROW = whole(0, MOST_TOKENS - 1);
const FRAME = whole(0, 1_000_000);
/** A link must stay one: a drawing is a few strokes or cells. */
const LONGEST_DRAWING = 600;

function whole(min: number, max: number): Param {
  return { kind: 'integer', label: '', help: '', min, max, default: min };
}

/** A parameter's value, from text as in links or from JSON. `otherwise` names the fallback. */
export function readParam<T extends ParamValue | undefined>(
  name: string,
  param: Param,
  given: unknown,
  fallback: T,
  warn: Warn,
  otherwise = `using ${String(fallback)}`,
): ParamValue | T {
  const checked =
    typeof given === 'string' ? parseParam(name, param, given) : checkParam(name, param, given);
  if (checked.ok) return checked.value;
  warn(`${checked.message}; ${otherwise}`);
  return fallback;
}

/** One of some names; the warning suggests the nearest. `kind` is what they are names of. */
export function readName(
  kind: string,
  names: readonly string[],
  given: unknown,
  fallback: string,
  warn: Warn,
): string {
  if (typeof given === 'string' && names.includes(given)) return given;
  warn(`${unknownName(kind, names, given)}; using “${fallback}”`);
  return fallback;
}

/** “there is no method “x”, did you mean “y”?”, without the consequence. */
export function unknownName(kind: string, names: Iterable<string>, given: unknown): string {
  const nearest = typeof given === 'string' ? nearestName(given, names) : null;
  const hint = nearest === null ? '' : ` (did you mean “${nearest}”?)`;
  return `there is no ${kind} ${quote(given)}${hint}`;
}

/** A name that becomes part of an address: letters, digits, '-', '_' and '.', none leading but the first two. */
export function readSlug(part: string, given: unknown, fallback: string, warn: Warn): string {
  if (typeof given === 'string' && /^[A-Za-z0-9][\w.-]*$/.test(given)) return given;
  warn(`${part} ${quote(given)} is not a name; using “${fallback}”`);
  return fallback;
}

export function readTokens(given: unknown, fallback: number, warn: Warn): number {
  return readParam('tokens', TOKENS, given, fallback, warn) as number;
}

/** (0, 1], or null for “none”. */
export function readBudget(given: unknown, fallback: number | null, warn: Warn): number | null {
  if (given === null || given === 'none') return null;
  const param: Param = { kind: 'number', label: '', help: '', min: 0, max: 1, step: 0, default: 1 };
  const checked =
    typeof given === 'string'
      ? parseParam('budget', param, given)
      : checkParam('budget', param, given);
  if (checked.ok && typeof checked.value === 'number' && checked.value > 0) return checked.value;
  const instead = fallback ?? 'none';
  warn(`budget must be above 0 and at most 1, or none, got ${quote(given)}; using ${instead}`);
  return fallback;
}

/** `{ kind, seed | id | text }`, or for short “tale.7” and “sample.code”; other strings are own texts. */
export function readText(
  given: unknown,
  fallback: TextSource,
  samples: readonly string[] | undefined,
  warn: Warn,
): TextSource {
  const source = typeof given === 'string' ? named(given) : given;
  const { kind, seed, id, text } = isRecord(source) ? source : {};
  const instead = `using ${textName(fallback)}`;
  if (kind === 'own' && typeof text === 'string') return { kind, text };
  if (kind === 'tale') {
    const value = readParam('the tale’s seed', SEED, seed, undefined, warn, instead);
    return typeof value === 'number' ? { kind, seed: value } : fallback;
  }
  if (kind === 'sample' && typeof id === 'string' && (samples?.includes(id) ?? id !== '')) {
    return { kind, id };
  }
  if (kind === 'sample') warn(`${unknownName('built-in text', samples ?? [], id)}; ${instead}`);
  else
    warn(`text must be a tale, a sample or an own text, got ${quote(kind ?? given)}; ${instead}`);
  return fallback;
}

function named(text: string): unknown {
  const match = /^(tale|sample)\.(.+)$/.exec(text);
  return match ? { kind: match[1], seed: match[2], id: match[2] } : { kind: 'own', text };
}

/** “tale.7”, “sample.code” or “own”. */
export function textName(source: TextSource): string {
  switch (source.kind) {
    case 'tale':
      return `tale.${source.seed}`;
    case 'sample':
      return `sample.${source.id}`;
    case 'own':
      return 'own';
  }
}

/** One of the card's ways to look, also by a name that earlier links had for it. */
export function readShow(
  given: unknown,
  shows: readonly ShowOption[],
  fallback: string,
  warn: Warn,
): string {
  const known = shows.find(({ value, formerly }) => given === value || given === formerly);
  if (known) return known.value;
  const options = shows.map(({ value, label }) => ({ value, label }));
  const param: Param = { kind: 'choice', label: '', help: '', options, default: fallback };
  return readParam('show', param, given, fallback, warn) as string;
}

/** Null is the final mask. */
export function readStage(
  given: unknown,
  stages: readonly string[],
  method: string,
  warn: Warn,
): string | null {
  if (given === null || (typeof given === 'string' && stages.includes(given))) return given;
  warn(`${unknownName(`stage of ${method}`, stages, given)}; showing the final mask`);
  return null;
}

/** Row under inspection; `axes` names it in the warning. */
export function readRow(given: unknown, { row }: SubjectKind['axes'], warn: Warn): number | null {
  if (given === null) return null;
  const read = readParam(row, ROW, given, undefined, warn, `no ${row} is inspected`);
  return typeof read === 'number' ? read : null;
}

/** Null is the last. */
export function readFrame(given: unknown, warn: Warn): number | null {
  if (given === null) return null;
  const read = readParam('frame', FRAME, given, undefined, warn, 'showing the last');
  return typeof read === 'number' ? read : null;
}

/** First row, first column, columns and perhaps rows, as a list or as text with commas; null is the whole map. */
export function readZoom(given: unknown, axes: SubjectKind['axes'], warn: Warn): Zoom | null {
  if (given === null) return null;
  const list: readonly unknown[] =
    typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given : [];
  const [row, col, side, tall = side] = list.map((part) =>
    typeof part === 'string' && part.trim() !== '' ? Number(part) : part,
  );
  const count = list.length === 3 || list.length === 4;
  if (count && isPlace(row) && isPlace(col) && isPlace(side) && isPlace(tall) && side * tall > 0) {
    const place = [row || 0, col || 0, side] as const;
    return list.length === 3 ? place : [...place, tall];
  }
  const shown = Array.isArray(given) ? quote(given.join(',')) : quote(given);
  warn(
    `zoom must be first ${axes.row}, first ${axes.col} and side, got ${shown}; showing the whole map`,
  );
  return null;
}

/** A drawing in its domain's short form; what it draws is read by the domain. */
export function readDrawing(given: unknown, warn: Warn): string | null {
  if (given === null) return null;
  if (typeof given === 'string' && given.length > 0 && given.length <= LONGEST_DRAWING)
    return given;
  const found = typeof given === 'string' ? `${given.length}` : quote(given);
  warn(`a drawing must be of 1 to ${LONGEST_DRAWING} characters, got ${found}; ignored`);
  return null;
}

export function readFile(given: unknown, warn: Warn): string | null {
  if (given === null) return null;
  if (typeof given === 'string' && /^[0-9a-f]{64}$/.test(given)) return given;
  warn(`file must be the SHA-256 of a file, 64 hexadecimal digits, got ${quote(given)}; ignored`);
  return null;
}

/** A link's query; which figure it is of is read where it is used. */
export function readQueryText(part: string, given: unknown, warn: Warn): string | null {
  if (given === null) return null;
  if (typeof given === 'string' && given.includes('=')) return given;
  warn(`${part} must be a figure as a link has it, got ${quote(given)}; ignored`);
  return null;
}

/** “tale.8,256”; an own text as JSON. */
export function besideText({ text, tokens }: Beside): string {
  return text.kind === 'own' ? JSON.stringify({ text, tokens }) : `${textName(text)},${tokens}`;
}

/**
 * A second text, and how many of its tokens are read: `{ text, tokens }`, also as JSON, or “tale.8” or
 * “tale.8,256”.
 */
export function readBeside(
  given: unknown,
  usual: Beside,
  samples: readonly string[] | undefined,
  warn: Warn,
): Beside | null {
  if (given === null) return null;
  if (typeof given === 'string') {
    const json = given.startsWith('{') ? parsed(given) : null;
    if (isRecord(json)) return readBeside(json, usual, samples, warn);
    const [, name = given, tokens] = /^((?:tale|sample)\.[^,]+)(?:,(.*))?$/.exec(given) ?? [];
    return readBeside(
      { text: name, ...(tokens !== undefined && { tokens }) },
      usual,
      samples,
      warn,
    );
  }
  if (!isRecord(given)) {
    warn(`beside must be a second text, got ${quote(given)}; ignored`);
    return null;
  }
  const { text = usual.text, tokens = usual.tokens } = given;
  return {
    text: readText(text, usual.text, samples, warn),
    tokens: readTokens(tokens, usual.tokens, warn),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a text that begins so
  }
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MOST_TOKENS;
}

/** Names of a list, as such or as text with commas. */
export function readList(
  part: string,
  given: unknown,
  fallback: readonly string[],
  warn: Warn,
): readonly string[] {
  if (typeof given === 'string') return given === '' ? [] : given.split(',');
  if (Array.isArray(given) && given.every((item) => typeof item === 'string')) return given;
  warn(
    `${part} must be a list of names, got ${quote(given)}; using ${fallback.join(', ') || 'none'}`,
  );
  return fallback;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
