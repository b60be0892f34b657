// Pruning the whole model, block by block. The text runs through each block as it still is, over inputs
// that come from blocks pruned already; its seven matrices are pruned with these statistics; then the
// text runs through the pruned block to become the next one's input. Dense activations never reach a
// later block. Source: locuslab/wanda, lib/prune.py, and IST-DASLab/sparsegpt.
import type { Matrix } from '../../core/tensor.ts';
import type { WeightSelection } from '../../methods/weights.ts';
import type { Checkpoint } from '../../model/linear.ts';
import type { Llama } from '../../model/llama.ts';
import {
  attach,
  calibrate,
  type CalibratedMatrix,
  type CalibratedModel,
  type OnBlock,
} from './calibrate.ts';
import { outputError, planFor, selectFrom, weightsAfter, type Setting } from './select.ts';
import type { CalibrationText } from './sequences.ts';
import { catchInputs, embedAll } from './streams.ts';
import { LINEAR, type WeightSubject } from './subject.ts';

/** One matrix after pruning, with the statistics that pruned it. */
export interface PrunedMatrix extends CalibratedMatrix {
  readonly selection: WeightSelection;
  /** out × in; the dense array itself where nothing changed. */
  readonly after: Float32Array;
  /** Relative error of its output on held-out tokens; null without such tokens. */
  readonly outputError: number | null;
}

export interface Pruning extends CalibratedModel {
  /** The pruned model. It shares everything that was not pruned with the dense one. */
  readonly llama: Llama;
  readonly matrices: readonly PrunedMatrix[];
  /** What the method made of the whole model first. */
  readonly plan: unknown;
  /** 1 − kept / prunable weights, over all matrices. */
  readonly sparsity: number;
  /** Frees what the kernels hold of the pruned layers; the model must not be used afterwards. */
  release(): void;
}

export interface PruneOptions {
  readonly checkpoint?: Checkpoint | undefined;
  readonly onBlock?: OnBlock | undefined;
  /** The dense model calibrated on the same text, where it is at hand: some plans need it. */
  readonly dense?: CalibratedModel | undefined;
}

/** Prunes all matrices. Whatever `checkpoint` throws passes through, and nothing is left behind. */
export async function pruneModel(
  subject: WeightSubject,
  text: CalibrationText,
  setting: Setting,
  options: PruneOptions = {},
): Promise<Pruning> {
  const { checkpoint, onBlock } = options;
  const { kernels, config } = subject.llama;
  const { calibrates, effect } = setting.method;
  const model = calibrates.plan
    ? (options.dense ?? (await calibrate(subject, { ...text, heldOut: [] }, checkpoint)))
    : subject;
  const plan = planFor(setting, model, kernels);

  let { llama } = subject;
  let streams = calibrates.select ? embedAll(llama, text.calibration) : [];
  let heldOut = embedAll(llama, text.heldOut);
  const pruned: PrunedMatrix[] = [];
  const release = (): void => {
    for (const each of pruned) {
      if (each.after !== each.weight.data) llama.linear(each.layer, LINEAR[each.name]).release();
    }
  };
  try {
    for (let layer = 0; layer < config.layers; layer++) {
      const seen = await catchInputs(llama, layer, streams, checkpoint);
      const kept = await catchInputs(llama, layer, heldOut, checkpoint);
      const plain = subject.matrices.filter((each) => each.layer === layer);
      const block = attach(plain, seen.inputs, kept.inputs, llama);
      for (const each of block) {
        await checkpoint?.();
        const selection = selectFrom(each, setting, { kernels, plan, block });
        const after = weightsAfter(each, selection, effect);
        const error = outputError(each.heldOut, each.weight, after, kernels);
        pruned.push({ ...each, selection, after, outputError: error });
        if (after !== each.weight.data) llama = llama.replaced(layer, LINEAR[each.name], after);
      }
      if (layer + 1 < config.layers) {
        streams = await advance(llama, layer, streams, checkpoint);
        heldOut = await advance(llama, layer, heldOut, checkpoint);
      }
      onBlock?.(layer + 1, config.layers);
    }
  } catch (error) {
    release();
    throw error;
  }
  const kept = pruned.reduce((sum, { selection }) => sum + selection.mask.count(), 0);
  return { llama, matrices: pruned, plan, sparsity: 1 - kept / subject.prunable, release };
}

async function advance(
  llama: Llama,
  layer: number,
  streams: readonly Matrix[],
  checkpoint: Checkpoint | undefined,
): Promise<Matrix[]> {
  const after: Matrix[] = [];
  for (const stream of streams) {
    after.push((await llama.block(layer, stream, { checkpoint })).hidden);
  }
  return after;
}
