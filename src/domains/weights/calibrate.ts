// The calibration text through the dense model: statistics of every prunable matrix before anything is
// pruned. Plans read these; a figure may too, until the model has been pruned block by block.
import { ExpectedError } from '../../core/result.ts';
import type { Matrix } from '../../core/tensor.ts';
import type { LayerInputs, WeightMatrix, WeightModel } from '../../methods/weights.ts';
import type { Checkpoint } from '../../model/linear.ts';
import type { CalibrationText } from './sequences.ts';
import { summarise } from './statistics.ts';
import { catchInputs, embedAll, INLETS, type BlockInputs, type Inlet } from './streams.ts';
import type { WeightSubject } from './subject.ts';

/** A matrix with what was gathered for it. */
export interface CalibratedMatrix extends WeightMatrix {
  /** Inputs of held-out tokens, one matrix per sequence; empty without held-out text. */
  readonly heldOut: readonly Matrix[];
}

export interface CalibratedModel extends WeightModel {
  readonly matrices: readonly CalibratedMatrix[];
}

/** Called after each block, with the blocks done so far. */
export type OnBlock = (done: number, blocks: number) => void;

/** Calibrates the dense model. Whatever `checkpoint` throws passes through. */
export async function calibrate(
  { llama, matrices }: WeightSubject,
  text: CalibrationText,
  checkpoint?: Checkpoint,
  onBlock?: OnBlock,
): Promise<CalibratedModel> {
  const { layers } = llama.config;
  let streams = embedAll(llama, text.calibration);
  let heldOut = embedAll(llama, text.heldOut);
  const calibrated: CalibratedMatrix[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const seen = await catchInputs(llama, layer, streams, checkpoint);
    const kept = await catchInputs(llama, layer, heldOut, checkpoint);
    const block = matrices.filter((each) => each.layer === layer);
    calibrated.push(...attach(block, seen.inputs, kept.inputs, llama));
    streams = seen.streams;
    heldOut = kept.streams;
    onBlock?.(layer + 1, layers);
  }
  return { matrices: calibrated };
}

/** The matrices of one block with their inputs; those that read the same place share one object. */
export function attach(
  block: readonly WeightMatrix[],
  seen: BlockInputs,
  heldOut: BlockInputs,
  { kernels }: { readonly kernels: Parameters<typeof summarise>[1] },
): CalibratedMatrix[] {
  const shared = new Map<Inlet, LayerInputs>();
  return block.map((each) => {
    const inlet = INLETS[each.name];
    const sequences = seen[inlet];
    if (sequences.length > 0 && !shared.has(inlet)) {
      const summary = summarise(sequences, kernels);
      refuseOverflow(summary, each);
      shared.set(inlet, summary);
    }
    const inputs = shared.get(inlet);
    return { ...each, heldOut: heldOut[inlet], ...(inputs && { inputs }) };
  });
}

/** Statistics with NaN in them would prune anything; the calibration text is not to blame. */
function refuseOverflow({ l2, sum }: LayerInputs, { layer, name }: WeightMatrix): void {
  const at = l2.findIndex((norm, j) => !Number.isFinite(norm) || !Number.isFinite(sum[j]));
  if (at < 0) return;
  throw new ExpectedError(
    'model',
    `what enters matrix ${name} of layer ${layer} is ${l2[at]!} at input ${at}: ` +
      'the model’s activations overflow a 32-bit float',
  );
}
