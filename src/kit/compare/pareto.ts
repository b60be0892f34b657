/** Points that no other point beats on both axes: more sparsity, and a better y. Sorted by sparsity. */
export function pareto<P extends { readonly x: number; readonly y: number }>(
  points: readonly P[],
  better: 'higher' | 'lower',
): P[] {
  const sign = better === 'higher' ? 1 : -1;
  const byX = [...points].sort((a, b) => b.x - a.x || sign * (b.y - a.y));
  const front: P[] = [];
  let best = -Infinity;
  for (const point of byX) {
    if (sign * point.y > best) {
      best = sign * point.y;
      front.push(point);
    }
  }
  return front.reverse();
}
