// What pruning costs the whole model, measured by running it: perplexity on text that calibrated
// nothing, and whether needles in generated tales are still found.
import { ExpectedError } from '../../core/result.ts';
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

export interface ModelLoss {
  /** 1 − kept / prunable weights. */
  readonly sparsity: number;
  /** Nats per token, mean over the n − 1 predicted tokens. */
  readonly nats: number;
  readonly deltaNats: number;
  /** e^nats. */
  readonly perplexity: number;
  readonly densePerplexity: number;
}

export interface ModelCost extends ModelLoss {
  /** Questions answered with all digits right. */
  readonly needlesRight: number;
  readonly needles: number;
}

export interface MeasureOptions {
  readonly checkpoint?: Checkpoint | undefined;
  /** Called after each of the 1 + cases passes. */
  readonly onPass?: (() => void) | undefined;
  /** Hears the loss before needles are looked for. */
  readonly onLoss?: ((loss: ModelLoss) => void) | undefined;
}

export async function probeOf(
  llama: Llama,
  ids: Uint32Array,
  cases: readonly NeedleCase[] = [],
  checkpoint?: Checkpoint,
): Promise<Probe> {
  return { ids, denseNats: await natsOf(llama, ids, checkpoint), cases };
}

/** Measures a pruned model. Whatever `checkpoint` throws passes through. */
export async function measureModel(
  { llama, sparsity }: Pick<Pruning, 'llama' | 'sparsity'>,
  { ids, denseNats, cases }: Probe,
  { checkpoint, onPass, onLoss }: MeasureOptions = {},
): Promise<ModelCost> {
  const nats = await natsOf(llama, ids, checkpoint);
  const loss = {
    sparsity,
    nats,
    deltaNats: nats - denseNats,
    perplexity: Math.exp(nats),
    densePerplexity: Math.exp(denseNats),
  };
  onPass?.();
  onLoss?.(loss);
  let [needlesRight, needles] = [0, 0];
  for (const each of cases) {
    const { right, total } = await scoreNeedles(llama, each, { checkpoint });
    needlesRight += right;
    needles += total;
    onPass?.();
  }
  return { ...loss, needlesRight, needles };
}

/** Prunes, measures, and lets go of the pruned model: a point of a curve. */
export async function costOf(
  subject: WeightSubject,
  text: CalibrationText,
  setting: Setting,
  probe: Probe,
  options: PruneOptions & MeasureOptions = {},
): Promise<ModelCost> {
  const pruning = await pruneModel(subject, { ...text, heldOut: [] }, setting, options);
  try {
    return await measureModel(pruning, probe, options);
  } finally {
    pruning.release();
  }
}

/** Throws an ExpectedError where numbers grew beyond what a float holds on the way. */
async function natsOf(llama: Llama, ids: Uint32Array, checkpoint?: Checkpoint): Promise<number> {
  const { hidden } = await llama.forward(ids, { logits: 'none', checkpoint });
  const nats = meanLoss(await hiddenLosses(llama, hidden, ids, checkpoint));
  if (Number.isFinite(nats)) return nats;
  const what = `the model’s loss on ${ids.length} tokens is ${nats}`;
  throw new ExpectedError('model', `${what}: its activations overflow a 32-bit float`);
}
