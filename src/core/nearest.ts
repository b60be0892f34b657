// "Did you mean …?" for names typed by hand: methods, parameters, tensors.

/** Longer names are nobody's typing error. */
const LONGEST = 64;

/**
 * The candidate that `name` was most likely meant to be, or null where none is near. Near is at most
 * one edit in three characters (case aside), or a beginning of three characters or more. Of equally
 * near candidates the first wins.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  const typed = name.toLowerCase();
  if (typed.length === 0 || typed.length > LONGEST) return null;
  let best: string | null = null;
  let least = Infinity;
  for (const candidate of candidates) {
    const target = candidate.toLowerCase();
    const allowed = Math.max(1, Math.floor(Math.max(typed.length, target.length) / 3));
    const isBeginning = typed.length >= 3 && target.startsWith(typed);
    const distance = editDistance(typed, target);
    // A beginning ranks behind a typing error of one letter, before anything further.
    const rank = isBeginning ? Math.min(distance, 1.5) : distance;
    if (rank < least && (isBeginning || distance <= allowed)) {
      best = candidate;
      least = rank;
    }
  }
  return best;
}

/**
 * Damerau-Levenshtein distance in its restricted form (optimal string alignment): insertions,
 * deletions, substitutions and swaps of neighbours, no part edited twice. In UTF-16 code units.
 */
export function editDistance(a: string, b: string): number {
  let beforeLast = new Uint32Array(b.length + 1);
  let last = Uint32Array.from({ length: b.length + 1 }, (_, j) => j);
  let current = new Uint32Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    current[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const substitute = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let distance = Math.min(substitute, last[j]! + 1, current[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, beforeLast[j - 2]! + 1);
      }
      current[j] = distance;
    }
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return last[b.length]!;
}
