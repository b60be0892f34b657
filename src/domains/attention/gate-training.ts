// Training the gate of one head on one text, as SeerAttention does: the gate learns the tile maxima of
// dense attention, the model stays as it is. Source: microsoft/SeerAttention,
// seer_attn/modules/attention_distill.py and prefill_sparse/attn_gate.py.
import { createRandom } from '../../core/random.ts';
import { ExpectedError } from '../../core/result.ts';
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { AttentionHead } from '../../methods/attention.ts';
import {
  causalSoftmax,
  divergence,
  gateTarget,
  poolKeys,
  rotateBlocks,
  transpose,
} from '../../methods/attention/seerattention/gate.ts';
import { Adam } from '../adam.ts';
import type { Checkpoint } from './strips.ts';

/** As the original and the shipped gates: peak rate, steps of warm-up, scale of the loss. */
export const [PEAK_RATE, WARM_UP, LOSS_SCALE] = [1e-3, 20, 10] as const;

/** What a gate sees of a head on a text, and what it should say. nb blocks, d dimensions. */
export interface GateLesson {
  /** Mean queries before RoPE, turned at the block's first position: nb × d. */
  readonly queries: Matrix;
  /** Largest, smallest and mean keys before RoPE: nb × 3d. */
  readonly keys: Matrix;
  /** Tile maxima of dense attention, rows of sum 1: nb × nb. */
  readonly target: Matrix;
  /** Tokens. */
  readonly block: number;
  readonly theta: number;
}

export interface GateFrame {
  readonly step: number;
  /** KL(target ‖ gate), nats per block row, the first quarter of block rows left out. */
  readonly kl: number;
  /** The gate, nb × nb with zeros above the diagonal. */
  readonly probs: Float32Array;
}

/** `dense` is the head's attention, n × n. Throws an ExpectedError without tensors before RoPE. */
export function gateLesson(
  head: AttentionHead,
  dense: Float32Array,
  block: number,
  kernels: Kernels,
): GateLesson {
  const { n, qPre, kPre, ropeTheta: theta = 10000 } = head;
  if (!qPre || !kPre) {
    throw new ExpectedError('model', 'gates need queries and keys before RoPE, which are not here');
  }
  return {
    queries: rotateBlocks(kernels.poolMean(qPre, block), block, theta),
    keys: poolKeys(kPre, block, kernels),
    target: gateTarget(dense, n, block).probs,
    block,
    theta,
  };
}

/** Gate probabilities under `weight`, which is W_k transposed: d × 3d. */
export function gateOf(lesson: GateLesson, weight: Matrix, kernels: Kernels): Matrix {
  const { queries, keys, block, theta } = lesson;
  const turned = rotateBlocks(kernels.products(keys, weight, 1), block, theta);
  return causalSoftmax(kernels.products(queries, turned, 1 / Math.sqrt(weight.rows)));
}

/** Elements that the loss averages over: block rows behind the first quarter, all columns. */
function elements({ target }: GateLesson): number {
  return (target.rows - Math.floor(target.rows / 4)) * target.cols;
}

/** The loss that is trained on: 10 times the mean of p·ln(p/gate) over the elements. */
export function gateLoss(lesson: GateLesson, probs: Matrix): number {
  const rows = lesson.target.rows - Math.floor(lesson.target.rows / 4);
  return (LOSS_SCALE * divergence(lesson.target, probs) * rows) / elements(lesson);
}

/** Gradient of the loss by the transposed W_k: d × 3d. `probs` is the gate under the weights in force. */
export function gateGradient(lesson: GateLesson, probs: Matrix, kernels: Kernels): Matrix {
  const { queries, keys, target, block, theta } = lesson;
  const { rows: nb, cols: d } = queries;
  const scale = LOSS_SCALE / elements(lesson);
  // By the logits: gate · (sum of the target's row) − target. Kept transposed, keys down.
  const byLogits = matrix(nb, nb);
  for (let I = Math.floor(nb / 4); I < nb; I++) {
    const p = target.data.subarray(I * nb, I * nb + I + 1);
    const sum = p.reduce((a, b) => a + b, 0);
    for (const [J, share] of p.entries()) {
      byLogits.data[J * nb + I] = scale * (probs.data[I * nb + J]! * sum - share);
    }
  }
  const byTurned = kernels.products(byLogits, transpose(queries), 1 / Math.sqrt(d));
  // RoPE is a rotation: its transpose turns back.
  const byKeys = rotateBlocks(byTurned, -block, theta);
  return kernels.products(transpose(byKeys), transpose(keys), 1);
}

/** Learning rate of a step: a linear warm-up, then a cosine down to 0 at `steps`. */
export function rateAt(step: number, steps: number): number {
  if (step < WARM_UP) return (PEAK_RATE * (step + 1)) / WARM_UP;
  const way = (step - WARM_UP) / Math.max(1, steps - WARM_UP);
  return PEAK_RATE * 0.5 * (1 + Math.cos(Math.PI * way));
}

/** Whether a step is recorded: every second one at the start, every tenth later, and the last. */
export function isRecorded(step: number, steps: number): boolean {
  return step === steps || step % (step < 20 ? 2 : 10) === 0;
}

/** Trains a fresh gate for `steps` steps, all of them on this one text. `each` hears recorded steps. */
export async function trainGate(
  lesson: GateLesson,
  { steps, seed }: { readonly steps: number; readonly seed: number },
  kernels: Kernels,
  each: (frame: GateFrame) => void,
  checkpoint: Checkpoint,
): Promise<void> {
  const random = createRandom(seed);
  const weight = matrix(lesson.queries.cols, lesson.keys.cols);
  for (const i of weight.data.keys()) weight.data[i] = 0.02 * random.normal();
  const adam = new Adam(weight.data);
  for (let step = 0; ; step++) {
    const probs = gateOf(lesson, weight, kernels);
    if (isRecorded(step, steps)) {
      each({ step, kl: divergence(lesson.target, probs), probs: probs.data });
    }
    if (step >= steps) return;
    adam.step(gateGradient(lesson, probs, kernels).data, rateAt(step, steps));
    await checkpoint();
  }
}
