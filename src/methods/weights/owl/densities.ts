// OWL's densities per block of the model. Source: luuyin/OWL, lib/prune_all.py.
import type { WeightModel } from '../../weights.ts';
import { needInputs, wandaScores } from '../_shared/wanda.ts';

export interface Ratios {
  /** Per block: percent of the weights whose score exceeds the multiple of the block's mean. */
  readonly outliers: Float32Array;
  /** Per block: share of the weights that stays. */
  readonly keep: readonly number[];
}

/** Outliers per block by model and multiple: a budget that moves asks again and again. */
const counted = new WeakMap<WeightModel, Map<number, readonly number[]>>();

/**
 * Outliers and densities of all blocks, from the scores of the dense model, or from its digest for one of
 * the `multiples` that it is made of.
 */
export function owlRatios(
  model: WeightModel,
  sparsity: number,
  multiple: number,
  spread: number,
  multiples: readonly number[],
): Ratios {
  const outliers = Float32Array.from(
    digested(model, multiples.indexOf(multiple)) ?? countedOutliers(model, multiple),
  );
  return { outliers, keep: keepRatios([...outliers], sparsity, spread) };
}

/** The digest: outliers of all blocks at each multiple, multiple by multiple. */
export function outliersAt(model: WeightModel, multiples: readonly number[]): Float32Array {
  return Float32Array.from(multiples.flatMap((multiple) => countedOutliers(model, multiple)));
}

function digested({ matrices, digest }: WeightModel, place: number): Float32Array | null {
  const outliers = digest?.['outliers'];
  if (!outliers || place < 0) return null;
  const blocks = new Set(matrices.map(({ layer }) => layer)).size;
  return outliers.subarray(place * blocks, (place + 1) * blocks);
}

function countedOutliers(model: WeightModel, multiple: number): readonly number[] {
  const known = counted.get(model) ?? new Map<number, readonly number[]>();
  const outliers = known.get(multiple) ?? countOutliers(model, multiple);
  counted.set(model, known.set(multiple, outliers));
  return outliers;
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
