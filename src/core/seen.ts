// A text that is written from a prompt on: what a number of tokens is of all that each step has before it.

export interface SeenSizes {
  /** Tokens in all. */
  readonly n: number;
  /** Tokens of the prompt; steps are prompt … n − 1, and step t has seen t + 1. */
  readonly prompt: number;
}

/** Share of what it has seen that a step reads which may read so many tokens, mean over the steps. */
export function shareOfSeen(tokens: number, { n, prompt }: SeenSizes): number {
  let sum = 0;
  for (let t = prompt; t < n; t++) sum += Math.min(tokens, t + 1) / (t + 1);
  return sum / (n - prompt);
}

/** The other way round, to the nearest whole number; at least 1, at most n. */
export function tokensOfSeen(share: number, sizes: SeenSizes): number {
  let [low, high] = [1, sizes.n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shareOfSeen(middle, sizes) < share) low = middle + 1;
    else high = middle;
  }
  const under = low > 1 ? share - shareOfSeen(low - 1, sizes) : Infinity;
  return under < shareOfSeen(low, sizes) - share ? low - 1 : low;
}
