/** A part of something, of which the rest is not asked for. */
export const part = <V extends object>(some: Partial<V>): V => some as V;
