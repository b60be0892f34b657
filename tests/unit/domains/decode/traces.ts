// Traces as tests write them: bits of a row as a string, whatever the format.
import fc from 'fast-check';
import { textArray, writeNpz, type NpyArray } from '../../../../src/core/npy.ts';

type Lists = string | number | readonly Lists[];

export type Given = Readonly<Record<string, Lists>>;

export function jsonOf(given: Given): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(given));
}

export function npzOf(given: Given): Uint8Array {
  const arrays = Object.entries(given).map(([name, value]) => [name, arrayOf(name, value)]);
  return writeNpz(Object.fromEntries(arrays) as Record<string, NpyArray>);
}

function arrayOf(name: string, value: Lists): NpyArray {
  if (['tokens', 'method', 'model'].includes(name)) {
    const texts = (Array.isArray(value) ? value : [value]) as string[];
    return textArray(texts, Array.isArray(value) ? [texts.length] : []);
  }
  const shape: number[] = [];
  for (let at = value; typeof at !== 'number'; at = at[0]!) {
    shape.push(at.length);
    if (typeof at === 'string') break;
  }
  const numbers = flat(value);
  const bits = name === 'kept' || name === 'read';
  const bytes = bits ? Uint8Array.from(numbers) : new Uint8Array(Float64Array.from(numbers).buffer);
  return { shape, dtype: bits ? 'u1' : 'f8', bytes };
}

function flat(value: Lists): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'string' ? Array.from(value, Number) : value.flatMap(flat);
}

/** Rows as masks write them. */
export function cellsOf(read: Lists | undefined): unknown {
  if (typeof read === 'string') return read.replaceAll('1', '#').replaceAll('0', '.');
  return (read as readonly Lists[]).map(cellsOf);
}

/** Any trace: keys leave at random and stay away, steps read some of what is there. */
export const traceLike: fc.Arbitrary<Given> = fc
  .record({
    layers: fc.integer({ min: 1, max: 3 }),
    heads: fc.integer({ min: 1, max: 3 }),
    n: fc.integer({ min: 2, max: 40 }),
    part: fc.double({ min: 0, max: 0.99, noNaN: true }),
    draws: fc.infiniteStream(fc.nat(99)),
  })
  .map(({ layers, heads, n, part, draws }) => {
    const draw = (): number => draws.next().value as number;
    const prompt = 1 + Math.floor(part * (n - 1));
    const each = (rows: () => [string[], string[]]) =>
      Array.from({ length: layers }, () => Array.from({ length: heads }, rows));
    const made = each(() => {
      const leaves = Array.from({ length: n }, (_, key) => Math.max(key, prompt) + (draw() % n));
      const row = (t: number, of: (key: number) => boolean): string =>
        Array.from({ length: n }, (_, key) => Number(key <= t && leaves[key]! > t && of(key))).join(
          '',
        );
      const steps = Array.from({ length: n - prompt }, (_, s) => prompt + s);
      return [steps.map((t) => row(t, () => true)), steps.map((t) => row(t, () => draw() < 60))];
    });
    return {
      kept: made.map((all) => all.map(([kept]) => kept)),
      read: made.map((all) => all.map(([, read]) => read)),
    };
  });
