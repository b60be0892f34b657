// From a share of all that came before to a number of keys.
import type { DecodeShape } from '../../decode.ts';

/** Keys a step may read so that, mean over the steps, the share of what came before is about the budget. */
export { tokensOfSeen as keysFor } from '../../../core/seen.ts';

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
