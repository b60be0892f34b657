// Numbers as programs hold them: plain arrays and typed arrays of any kind, this page's or another frame's.
// Everything that a person hands over is read here, so that what counts as a number is said once.
import { ExpectedError } from './result.ts';

/** Any array of numbers. Uint16Array is refused where it is read: it may hold halves, as bits. */
export type NumberArray = ArrayLike<number>;

/** Typed arrays whose entries are the numbers that they stand for. */
const NUMERIC: ReadonlySet<string> = new Set([
  ...['Float16Array', 'Float32Array', 'Float64Array', 'Int8Array', 'Uint8Array'],
  ...['Uint8ClampedArray', 'Int16Array', 'Int32Array', 'Uint32Array'],
]);

/** What an array is refused for, in words. */
const REFUSED: Readonly<Record<string, string>> = {
  Uint16Array: 'a Uint16Array may hold float16 bits or whole numbers: make it a Float32Array',
  BigInt64Array: 'BigInts are no floats: convert them with Number',
  BigUint64Array: 'BigInts are no floats: convert them with Number',
};

/** Kind of a typed array, whichever frame or context made it; null for all else. */
export function typedKind(value: unknown): string | null {
  return ArrayBuffer.isView(value) ? Object.prototype.toString.call(value).slice(8, -1) : null;
}

/** What a value is, for a message that says what was got. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const kind = typedKind(value);
  if (kind !== null) return kind;
  const { constructor } = value as { readonly constructor?: { readonly name?: unknown } };
  return typeof constructor?.name === 'string' && constructor.name !== ''
    ? constructor.name
    : 'an object';
}

/** What a tensor is called in messages, and the field at fault where that is another name. */
export interface Named {
  readonly name: string;
  readonly field?: string;
}

/** The array itself. Throws an ExpectedError for what is no array of numbers; entries are not looked at. */
export function arrayOf(named: Named, given: unknown): NumberArray {
  const kind = typedKind(given);
  if (Array.isArray(given) || (kind !== null && NUMERIC.has(kind))) return given as NumberArray;
  const why = REFUSED[kind ?? ''];
  return refuseTensor(
    named,
    `must be a Float32Array or another array of numbers, got ${kindOf(given)}${why ? `; ${why}` : ''}`,
  );
}

/**
 * As 32-bit floats, without a copy where they are that already. `shape` tells where an entry is that
 * cannot be used: one that is no number, not finite, or too large for a float.
 */
export function floatsOf(named: Named, array: NumberArray, shape: readonly number[]): Float32Array {
  const floats = asFloats(named, array, shape);
  const at = floats.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return floats;
  const value = array[at]!;
  const beyond = Number.isFinite(value) ? ', more than 32-bit floats reach' : '';
  return refuseTensor(named, `holds ${value} at ${placeOf(at, shape)}${beyond}`);
}

function asFloats(named: Named, array: NumberArray, shape: readonly number[]): Float32Array {
  if (array instanceof Float32Array) return array;
  if (typedKind(array) === 'Float32Array') {
    // Another frame's, with a constructor of its own: the same numbers, seen from here.
    const { buffer, byteOffset, length } = array as Float32Array;
    return new Float32Array(buffer, byteOffset, length);
  }
  if (typedKind(array) !== null) return new Float32Array(array);
  for (let at = 0; at < array.length; at++) {
    const value: unknown = array[at];
    if (typeof value === 'number') continue;
    const found = typeof value === 'string' ? `“${value.slice(0, 40)}”` : kindOf(value);
    refuseTensor(named, `must hold numbers only, got ${found} at ${placeOf(at, shape)}`);
  }
  return Float32Array.from(array);
}

/** Throws an ExpectedError of the field. */
export function refuseTensor({ name, field = name }: Named, why: string): never {
  throw new ExpectedError(field, `${name} ${why}`);
}

/** "index [3, 0]" of a row-major array. */
export function placeOf(at: number, shape: readonly number[]): string {
  const index: number[] = [];
  let rest = at;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `index [${index.join(', ')}]`;
}
