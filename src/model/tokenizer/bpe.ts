// Byte-pair merging of one word: again and again the pair of neighbours that was learned first is
// joined, the leftmost of equals first (Sennrich et al. 2016, 1508.07909; the order of
// huggingface/tokenizers). A heap of candidate pairs keeps long words at n·log n.

/** Token ids of a word and how many of its symbols each covers. */
export interface Merged {
  readonly ids: readonly number[];
  readonly lengths: readonly number[];
}

/** Joins the symbols of a word (ids of single bytes). */
export type Merger = (symbols: readonly number[]) => Merged;

/** One learned merge: two tokens become `into`. Its place in the list is its rank. */
export interface Merge {
  readonly left: number;
  readonly right: number;
  readonly into: number;
}

/** A merger for a ranked list of merges over ids below `vocabSize`. */
export function createMerger(merges: readonly Merge[], vocabSize: number): Merger {
  const rankOf = new Map<number, number>();
  // Of a pair listed twice the later one counts, as in the reference.
  for (const [rank, { left, right }] of merges.entries())
    rankOf.set(left * vocabSize + right, rank);

  return (symbols) => {
    const n = symbols.length;
    const ids = Int32Array.from(symbols);
    const lengths = new Int32Array(n).fill(1);
    const next = Int32Array.from(symbols, (_, i) => i + 1);
    const previous = Int32Array.from(symbols, (_, i) => i - 1);
    const heap: number[] = [];

    const rankAt = (i: number): number | undefined => {
      const j = next[i] as number;
      return j < n ? rankOf.get((ids[i] as number) * vocabSize + (ids[j] as number)) : undefined;
    };
    const offer = (i: number): void => {
      const rank = rankAt(i);
      if (rank !== undefined) push(heap, rank * n + i); // sorts by rank, then from the left
    };

    for (let i = 0; i + 1 < n; i++) offer(i);
    while (heap.length > 0) {
      const key = pop(heap);
      const i = key % n;
      const rank = (key - i) / n;
      if (lengths[i] === 0 || rankAt(i) !== rank) continue; // its neighbourhood has changed since
      const j = next[i] as number;
      const after = next[j] as number;
      ids[i] = (merges[rank] as Merge).into;
      lengths[i]! += lengths[j] as number;
      lengths[j] = 0;
      next[i] = after;
      if (after < n) previous[after] = i;
      if (i > 0) offer(previous[i] as number);
      offer(i);
    }
    const kept = [...ids.keys()].filter((i) => lengths[i] !== 0);
    return { ids: kept.map((i) => ids[i]!), lengths: kept.map((i) => lengths[i]!) };
  };
}

function push(heap: number[], key: number): void {
  let at = heap.push(key) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]! <= key) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = key;
}

function pop(heap: number[]): number {
  const top = heap[0] as number;
  const key = heap.pop() as number;
  const size = heap.length;
  if (size === 0) return top;
  let at = 0;
  for (let child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= key) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = key;
  return top;
}
