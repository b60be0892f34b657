/** Indices of the `count` largest values, descending, ties to the lower index. */
export function largest(values: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const smallest = best[best.length - 1];
    if (best.length === count && smallest !== undefined && value <= (values[smallest] ?? 0))
      continue;
    let at = best.length;
    while (at > 0 && (values[best[at - 1] ?? 0] ?? 0) < value) at--;
    best.splice(at, 0, i);
    if (best.length > count) best.pop();
  }
  return best;
}
