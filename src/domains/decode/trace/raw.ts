// A trace's arrays as a file holds them, unchecked: .npz, or JSON with lists in lists.
import { repeatedKey } from '../../../core/json-keys.ts';
import { readNpz, textsOf, type NpyArray } from '../../../core/npy.ts';
import { ExpectedError } from '../../../core/result.ts';
import { told, toldValue } from '../../../core/told.ts';
import { halvesToFloats } from '../../../model/half.ts';

export const NUMBERS = [
  ...['kept', 'read', 'prompt', 'ids', 'attention'],
  ...['head_dim', 'kv_heads', 'estimator_bytes'],
] as const;
export const TEXTS = ['tokens', 'method', 'model'] as const;

export type NumberName = (typeof NUMBERS)[number];
export type TextName = (typeof TEXTS)[number];

export interface Numbers {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

export interface Texts {
  readonly shape: readonly number[];
  readonly values: readonly string[];
}

export interface RawTrace {
  /** All that the file holds. */
  readonly names: readonly string[];
  readonly numbers: Partial<Record<NumberName, Numbers>>;
  readonly texts: Partial<Record<TextName, Texts>>;
}

/** Arrays larger than this would not be opened by anyone. */
const MOST = 2 ** 28;

/** Throws an ExpectedError that names the array at fault, for a name with another ending too. */
export function rawTrace(path: string, bytes: Uint8Array): RawTrace {
  if (path.endsWith('.npz')) return fromNpz(bytes);
  if (path.endsWith('.json')) return fromJson(bytes);
  throw new ExpectedError('trace', `“${told(path)}” must end in .npz or .json`);
}

// --- .npz -----------------------------------------------------------------------------------------

function fromNpz(bytes: Uint8Array): RawTrace {
  const arrays = readNpz(bytes, [...NUMBERS, ...TEXTS], TEXTS);
  const numbers: RawTrace['numbers'] = {};
  const texts: RawTrace['texts'] = {};
  for (const name of NUMBERS) {
    const array = arrays.get(name);
    if (array) numbers[name] = { shape: array.shape, values: valuesOf(name, array) };
  }
  for (const name of TEXTS) {
    const array = arrays.get(name);
    if (!array) continue;
    if (!array.dtype.startsWith('U')) {
      throw new ExpectedError(name, `${name} must be text (dtype '<U…'), found ${array.dtype}`);
    }
    texts[name] = { shape: array.shape, values: textsOf(name, array) };
  }
  return { names: [...arrays.keys()], numbers, texts };
}

function valuesOf(name: string, { dtype, bytes }: NpyArray): ArrayLike<number> {
  if (dtype === 'u1' || dtype === 'b1') return bytes;
  // A copy, because the archive's bytes need not be aligned.
  const buffer = bytes.slice().buffer;
  switch (dtype) {
    case 'i1':
      return new Int8Array(buffer);
    case 'u2':
      return new Uint16Array(buffer);
    case 'i2':
      return new Int16Array(buffer);
    case 'u4':
      return new Uint32Array(buffer);
    case 'i4':
      return new Int32Array(buffer);
    case 'i8':
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case 'u8':
      return Float64Array.from(new BigUint64Array(buffer), Number);
    case 'f2':
      return halvesToFloats(new Uint16Array(buffer));
    case 'f4':
      return new Float32Array(buffer);
    case 'f8':
      return new Float64Array(buffer);
    default:
      throw new ExpectedError(name, `${name} must be numbers or bool, found ${dtype}`);
  }
}

// --- JSON -----------------------------------------------------------------------------------------

function fromJson(bytes: Uint8Array): RawTrace {
  const given = parsed(bytes);
  const numbers: RawTrace['numbers'] = {};
  const texts: RawTrace['texts'] = {};
  for (const name of NUMBERS) {
    if (Object.hasOwn(given, name)) numbers[name] = numbersIn(name, given[name]);
  }
  for (const name of TEXTS) {
    if (Object.hasOwn(given, name)) texts[name] = textsIn(name, given[name]);
  }
  return { names: Object.keys(given), numbers, texts };
}

function parsed(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? told(error.message, 100) : 'unknown';
    throw new ExpectedError('trace', `this is no JSON: ${why}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ExpectedError('trace', `a trace is an object {"kept": …}, found ${toldValue(value)}`);
  }
  const twice = repeatedKey(text);
  if (twice !== null) throw new ExpectedError('trace', `“${told(twice)}” is given twice`);
  return value as Record<string, unknown>;
}

/** Lists in lists of one shape; a last list may be a string of digits instead, one an entry. */
function numbersIn(name: string, given: unknown): Numbers {
  const shape: number[] = [];
  for (let at = given; typeof at === 'string' || Array.isArray(at);) {
    shape.push(at.length);
    if (typeof at === 'string') break;
    at = at[0] as unknown;
  }
  const count = shape.reduce((product, each) => product * each, 1);
  if (shape.length > 4)
    throw new ExpectedError(name, `${name} has ${shape.length} axes, more than 4`);
  if (count > MOST) throw new ExpectedError(name, `${name} has ${count} entries, at most ${MOST}`);
  const values = new Float64Array(count);
  let next = 0;
  const fill = (part: unknown, axis: number, where: string): void => {
    if (axis === shape.length) {
      if (typeof part === 'number') values[next++] = part;
      else if (typeof part === 'boolean') values[next++] = Number(part);
      else throw new ExpectedError(name, `${where} must be a number, found ${toldValue(part)}`);
      return;
    }
    const length = shape[axis]!;
    const digits = typeof part === 'string' && axis === shape.length - 1;
    if (!(Array.isArray(part) || digits) || part.length !== length) {
      const found = Array.isArray(part) || digits ? `${part.length}` : toldValue(part);
      throw new ExpectedError(name, `${where} must have ${length} entries, found ${found}`);
    }
    for (let i = 0; i < length; i++) {
      if (!digits) fill((part as unknown[])[i], axis + 1, `${where}[${i}]`);
      else if (/[0-9]/.test(part[i]!)) values[next++] = Number(part[i]);
      else {
        throw new ExpectedError(name, `${where}[${i}] must be a digit, found “${told(part[i]!)}”`);
      }
    }
  };
  fill(given, 0, name);
  return { shape, values };
}

function textsIn(name: string, given: unknown): Texts {
  if (typeof given === 'string') return { shape: [], values: [given] };
  if (!Array.isArray(given)) {
    throw new ExpectedError(name, `${name} must be text, found ${toldValue(given)}`);
  }
  const wrong = given.findIndex((each) => typeof each !== 'string');
  if (wrong < 0) return { shape: [given.length], values: given as string[] };
  throw new ExpectedError(
    name,
    `${name}[${wrong}] must be text, found ${toldValue(given[wrong] as unknown)}`,
  );
}
