// Ways to change JSON that somebody wrote: values of another kind, numbers at the edge, names lost, doubled
// and inherited.
import type { Random } from '../../../src/core/random.ts';
import { ODD_NUMBERS } from './bytes.ts';
import type { Mutator } from './fuzz.ts';

/** A value in JSON and where it stands. */
interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string | number;
}

const ODD_NAMES = ['__proto__', 'constructor', 'toString', 'length', '', 'hasOwnProperty'];

const ODD_VALUES: readonly ((random: Random) => unknown)[] = [
  (random) => random.pick(ODD_NUMBERS),
  (random) => -random.pick(ODD_NUMBERS),
  () => 0.5,
  () => 1e308,
  () => null,
  () => true,
  () => [],
  () => ({}),
  () => [[]],
  (random) => random.pick(ODD_NAMES),
  (random) => String(random.pick(ODD_NUMBERS)),
  () => 'x'.repeat(5000),
  () => '\u{1f600}\ud800',
];

/** Changes the value of JSON text in one place. `words`: values that the format knows, swapped in at times. */
export function jsonMutators(words: readonly unknown[] = []): readonly Mutator[] {
  const way = (
    name: string,
    change: (place: Place, random: Random, places: readonly Place[]) => void,
  ): Mutator => ({ name, mutate: (bytes, random) => changed(bytes, random, change) });
  return [
    way('a value of another kind', ({ holder, key }, random) => {
      put(holder, key, random.pick(ODD_VALUES)(random));
    }),
    way('a number changed', (_, random, places) => {
      const numbers = places.filter(({ holder, key }) => typeof at(holder, key) === 'number');
      if (numbers.length === 0) return;
      const { holder, key } = random.pick(numbers);
      const old = at(holder, key) as number;
      const near = [old + 1, old - 1, 2 * old, old / 2, -old, 10 * old];
      put(holder, key, random.pick(random.next() < 0.5 ? near : ODD_NUMBERS));
    }),
    way('a word that the format knows', ({ holder, key }, random) => {
      if (words.length > 0) put(holder, key, random.pick(words));
    }),
    way('an entry lost', ({ holder, key }) => {
      if (Array.isArray(holder)) holder.splice(key as number, 1);
      else Reflect.deleteProperty(holder, key);
    }),
    way('an entry more', ({ holder, key }, random) => {
      const value = structuredClone(at(holder, key));
      if (Array.isArray(holder)) holder.splice(key as number, 0, value);
      else put(holder, random.next() < 0.5 ? random.pick(ODD_NAMES) : `${key}x`, value);
    }),
    way('two values swapped', ({ holder, key }, random, places) => {
      const other = random.pick(places);
      const value = structuredClone(at(holder, key));
      put(holder, key, structuredClone(at(other.holder, other.key)));
      put(other.holder, other.key, value);
    }),
    {
      name: 'a name twice',
      mutate: (bytes, random) => {
        const text = new TextDecoder().decode(bytes);
        const names = [...text.matchAll(/([{,])("(?:[^"\\]|\\.)*":)/g)];
        if (names.length < 2) return bytes;
        const [from, to] = [random.pick(names), random.pick(names)];
        const at = to.index + 1;
        const entry = `${from[2]}${JSON.stringify(random.pick(ODD_VALUES)(random))},`;
        return new TextEncoder().encode(text.slice(0, at) + entry + text.slice(at));
      },
    },
    {
      name: 'nested deep',
      mutate: (bytes, random) => {
        const text = new TextDecoder().decode(bytes);
        const depth = 10 ** (1 + random.int(4));
        if (text === '') return bytes; // cut before
        const colon = text.indexOf(':', random.int(text.length));
        if (colon < 0) return bytes;
        const nest = '['.repeat(depth) + ']'.repeat(depth);
        return new TextEncoder().encode(
          `${text.slice(0, colon + 1)}${nest},"x":${text.slice(colon + 1)}`,
        );
      },
    },
  ];
}

function changed(
  bytes: Uint8Array,
  random: Random,
  change: (place: Place, random: Random, places: readonly Place[]) => void,
): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  if (text.includes('['.repeat(500))) return bytes; // nested deep before: more than is written again
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return bytes; // damaged before
  }
  const places = placesIn({ root });
  change(random.pick(places), random, places);
  const [{ holder, key } = { holder: [], key: 0 }] = places;
  return new TextEncoder().encode(JSON.stringify(at(holder, key)));
}

/** All values, outer ones first, however deep they nest. */
function placesIn(root: Place['holder']): Place[] {
  const places: Place[] = [];
  const holders = [root];
  for (const holder of holders) {
    for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
      places.push({ holder, key });
      const value = at(holder, key);
      if (typeof value === 'object' && value !== null) holders.push(value as Place['holder']);
    }
  }
  return places;
}

function at(holder: Place['holder'], key: string | number): unknown {
  return (holder as Record<string | number, unknown>)[key];
}

/** As an own entry, whatever its name. */
function put(holder: Place['holder'], key: string | number, value: unknown): void {
  Object.defineProperty(holder, key, {
    ...{ value, writable: true, enumerable: true, configurable: true },
  });
}
