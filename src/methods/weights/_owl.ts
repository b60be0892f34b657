// OWL's densities per block of the model. Source: luuyin/OWL, lib/prune_all.py.
import type { WeightModel } from '../weights.ts';
import { needInputs, wandaScores } from './_wanda.ts';

export interface Ratios {
  /** Per block: percent of the weights whose score exceeds the multiple of the block's mean. */
  readonly outliers: Float32Array;
  /** Per block: share of the weights that stays. */
  readonly keep: readonly number[];
}

/** Outliers per block by model and multiple: a budget that moves asks again and again. */
const counted = new WeakMap<WeightModel, Map<number, readonly number[]>>();

/** Outliers and densities of all blocks, from the scores of the dense model. */
export function owlRatios(
  model: WeightModel,
  sparsity: number,
  multiple: number,
  spread: number,
): Ratios {
  const known = counted.get(model) ?? new Map<number, readonly number[]>();
  const outliers = known.get(multiple) ?? countOutliers(model, multiple);
  counted.set(model, known.set(multiple, outliers));
  return {
    outliers: Float32Array.from(outliers),
    keep: keepRatios(outliers, sparsity, spread),
  };
}

function countOutliers({ matrices }: WeightModel, multiple: number): readonly number[] {
  const blocks = new Map<number, Float32Array[]>();
  for (const each of matrices) {
    const scores = wandaScores(each, needInputs(each)).data;
    blocks.set(each.layer, [...(blocks.get(each.layer) ?? []), scores]);
  }
  return [...blocks.values()].map((scores) => outlierPercent(scores, multiple));
}

/** 100 · share of all scores above `multiple` times their mean. */
export function outlierPercent(scores: readonly Float32Array[], multiple: number): number {
  let sum = 0;
  let count = 0;
  for (const part of scores) {
    for (const score of part) sum += score;
    count += part.length;
  }
  const limit = (multiple * sum) / count;
  let above = 0;
  for (const part of scores) for (const score of part) if (score > limit) above++;
  return (100 * above) / count;
}

/** Densities with mean 1 − s that grow with the outliers and span 2·`spread`. */
export function keepRatios(
  outliers: readonly number[],
  sparsity: number,
  spread: number,
): readonly number[] {
  const [low, high] = [Math.min(...outliers), Math.max(...outliers)];
  const raw = outliers.map((d) => (high > low ? ((d - low) / (high - low)) * 2 * spread : 0));
  const mean = raw.reduce((sum, r) => sum + r, 0) / raw.length;
  return raw.map((r) => r - mean + (1 - sparsity));
}
