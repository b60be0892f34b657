// How a budget of prompt keys is shared out among heads (Ada-KV) and layers (PyramidKV).
import type { Kernels } from '../../../kernels/contract.ts';
import { roundEven } from './round.ts';

/**
 * Keys per head of a layer: as many as it has among the heads · base best scores of all heads together,
 * times 1 − floor, and the floor's share of an even part on top. Rounding may lose or gain a few in all.
 */
export function adaCapacities(
  scores: readonly Float32Array[],
  base: number,
  floor: number,
  kernels: Kernels,
): number[] {
  const length = scores[0]!.length;
  const all = new Float32Array(scores.length * length);
  for (const [head, values] of scores.entries()) all.set(values, head * length);
  const among = new Array<number>(scores.length).fill(0);
  for (const at of kernels.topK(all, scores.length * base)) among[Math.floor(at / length)]!++;
  return adaShares(among, base, floor);
}

/** The same from the counts of best scores per head, in the single precision of the released code. */
export function adaShares(among: readonly number[], base: number, floor: number): number[] {
  const rest = Math.fround(1 - floor);
  const certain = Math.trunc(base * floor);
  return among.map((best) => roundEven(Math.fround(Math.fround(best * rest) + certain)));
}

/** Keys per layer, beside the window: falling in even steps, `base` on average up to rounding. */
export function pyramidCapacities({
  base,
  beta,
  prompt,
  window,
  layers,
}: {
  readonly base: number;
  readonly beta: number;
  readonly prompt: number;
  readonly window: number;
  readonly layers: number;
}): number[] {
  if (layers === 1 || prompt < 2 * base) return new Array<number>(layers).fill(base);
  let least = Math.floor(base / beta);
  let most = 2 * base - least;
  if (most >= prompt - window) {
    most = prompt - window;
    least = 2 * base - most;
  }
  const step = Math.floor((most - least) / (layers - 1));
  return Array.from({ length: layers }, (_, layer) => most - layer * step);
}
