// What pruning costs the whole model, measured by running it: perplexity on text that calibrated
// nothing, and whether needles in generated tales are still found.
import type { Checkpoint } from '../../model/linear.ts';
import type { Llama } from '../../model/llama.ts';
import { hiddenLosses, meanLoss } from '../../model/loss.ts';
import { scoreNeedles, type NeedleCase } from '../../model/needles.ts';
import { pruneModel, type PruneOptions, type Pruning } from './prune.ts';
import type { Setting } from './select.ts';
import type { CalibrationText } from './sequences.ts';
import type { WeightSubject } from './subject.ts';

/** What a model is measured on. */
export interface Probe {
  /** Held-out text, at least two tokens. */
  readonly ids: Uint32Array;
  /** Nats per token of `ids` under the dense model. */
  readonly denseNats: number;
  readonly cases: readonly NeedleCase[];
}

export interface ModelCost {
  /** 1 − kept / prunable weights. */
  readonly sparsity: number;
  /** Nats per token, mean over the n − 1 predicted tokens. */
  readonly nats: number;
  readonly deltaNats: number;
  /** e^nats. */
  readonly perplexity: number;
  readonly densePerplexity: number;
  /** Questions answered with all digits right. */
  readonly needlesRight: number;
  readonly needles: number;
}

export async function probeOf(
  llama: Llama,
  ids: Uint32Array,
  cases: readonly NeedleCase[] = [],
  checkpoint?: Checkpoint,
): Promise<Probe> {
  return { ids, denseNats: await natsOf(llama, ids, checkpoint), cases };
}

/** Measures a pruned model; `onPass` is called after each of its 1 + cases passes. */
export async function measureModel(
  { llama, sparsity }: Pick<Pruning, 'llama' | 'sparsity'>,
  { ids, denseNats, cases }: Probe,
  checkpoint?: Checkpoint,
  onPass: () => void = () => {},
): Promise<ModelCost> {
  const nats = await natsOf(llama, ids, checkpoint);
  onPass();
  let [needlesRight, needles] = [0, 0];
  for (const each of cases) {
    const { right, total } = await scoreNeedles(llama, each, { checkpoint });
    needlesRight += right;
    needles += total;
    onPass();
  }
  return {
    sparsity,
    nats,
    deltaNats: nats - denseNats,
    perplexity: Math.exp(nats),
    densePerplexity: Math.exp(denseNats),
    needlesRight,
    needles,
  };
}

/** Prunes, measures, and lets go of the pruned model: a point of a curve. */
export async function costOf(
  subject: WeightSubject,
  text: CalibrationText,
  setting: Setting,
  probe: Probe,
  options: PruneOptions = {},
): Promise<ModelCost> {
  const pruning = await pruneModel(subject, { ...text, heldOut: [] }, setting, options);
  try {
    return await measureModel(pruning, probe, options.checkpoint);
  } finally {
    pruning.release();
  }
}

async function natsOf(llama: Llama, ids: Uint32Array, checkpoint?: Checkpoint): Promise<number> {
  const { hidden } = await llama.forward(ids, { logits: 'none', checkpoint });
  return meanLoss(await hiddenLosses(llama, hidden, ids, checkpoint));
}
