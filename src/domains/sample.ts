// Drawing the next token.
import { largest } from '../model/needles.ts';

/**
 * A token drawn from softmax(logits / temperature), where `uniform` in [0, 1) says which; at temperature
 * 0 the most likely one, the first of equals.
 */
export function sampleFrom(logits: Float32Array, temperature: number, uniform: number): number {
  const best = largest(logits);
  if (temperature <= 0) return best;
  const top = logits[best]!;
  const weights = Float64Array.from(logits, (x) => Math.exp((x - top) / temperature));
  let left = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return best;
}
