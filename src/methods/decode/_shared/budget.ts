// From a share of all that came before to a number of keys.
import type { DecodeShape } from '../../decode.ts';

/** Keys a step may read so that, mean over the steps, the share of what came before is about `budget`. */
export function keysFor(budget: number, { n, prompt }: DecodeShape): number {
  const share = (keys: number): number => {
    let sum = 0;
    for (let t = prompt; t < n; t++) sum += Math.min(keys, t + 1) / (t + 1);
    return sum / (n - prompt);
  };
  let [low, high] = [1, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (share(middle) < budget) low = middle + 1;
    else high = middle;
  }
  return low > 1 && budget - share(low - 1) < share(low) - budget ? low - 1 : low;
}

/**
 * Keys that the prompt is cut to, where what is written later stays, for the same share: at least 1, at most
 * the prompt.
 */
export function promptKeysFor(budget: number, { n, prompt }: DecodeShape): number {
  let [late, slope] = [0, 0];
  for (let t = prompt; t < n; t++) {
    late += (t + 1 - prompt) / (t + 1);
    slope += 1 / (t + 1);
  }
  const keys = Math.round((budget * (n - prompt) - late) / slope);
  return Math.min(prompt, Math.max(1, keys));
}
