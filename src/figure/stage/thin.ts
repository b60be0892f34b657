/** At most about `most` indices of 0 … length − 1, evenly spread, both ends and `keep` among them. */
export function thinned(length: number, most: number, keep?: number): number[] {
  if (length <= 0) return [];
  const step = Math.max(1, Math.ceil(length / most));
  const indices = new Set<number>([0, length - 1]);
  for (let i = 0; i < length; i += step) indices.add(i);
  if (keep !== undefined && keep >= 0 && keep < length) indices.add(keep);
  return [...indices].sort((a, b) => a - b);
}
