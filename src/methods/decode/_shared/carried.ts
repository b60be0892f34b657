// What a method knows of a head while a text grows, so that a step does not go over all earlier ones again.
import type { DecodeContext, DecodeHead } from '../../decode.ts';

type Carried<T> = (context: DecodeContext, head: DecodeHead, begin: () => T) => T;

/** One store a method. Where no text grows, `begin` is asked each time. */
export function carried<T extends object>(): Carried<T> {
  const texts = new WeakMap<object, Map<string, T>>();
  return ({ growing }, { layer, head }, begin) => {
    if (!growing) return begin();
    const heads = texts.get(growing) ?? new Map<string, T>();
    texts.set(growing, heads);
    const key = `${layer}.${head}`;
    const known = heads.get(key) ?? begin();
    heads.set(key, known);
    return known;
  };
}
