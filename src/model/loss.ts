// The loss of a language model in nats per token: −ln of the probability it gave the token that came.
import type { Matrix } from '../core/tensor.ts';
import { stripRows, type Checkpoint } from './linear.ts';
import type { Llama } from './llama.ts';

/** −ln softmax(logits)[target], in double precision with the largest logit taken off first. */
export function nats(logits: Float32Array, target: number): number {
  let max = -Infinity;
  for (const x of logits) if (x > max) max = x;
  let sum = 0;
  for (const x of logits) sum += Math.exp(x - max);
  return Math.log(sum) + max - (logits[target] as number);
}

/**
 * Loss of every token of a text from its logits (n × vocabulary). Entry t is what token t cost, given
 * the tokens before it; entry 0 is NaN, as the first token is given. Throws a RangeError unless there
 * is a row for every token.
 */
export function tokenLosses(logits: Matrix, ids: ArrayLike<number>): Float64Array {
  if (logits.rows !== ids.length) {
    throw new RangeError(`${ids.length} tokens need as many rows of logits, got ${logits.rows}`);
  }
  const losses = new Float64Array(ids.length).fill(NaN);
  fillLosses(losses, logits, ids, 0);
  return losses;
}

/**
 * As `tokenLosses`, from the final hidden states (n × hidden) and a strip of rows at a time: logits of
 * a large vocabulary are never all in memory.
 */
export async function hiddenLosses(
  model: Llama,
  hidden: Matrix,
  ids: ArrayLike<number>,
  checkpoint?: Checkpoint,
): Promise<Float64Array> {
  if (hidden.rows !== ids.length) {
    throw new RangeError(`${ids.length} tokens need as many hidden states, got ${hidden.rows}`);
  }
  const losses = new Float64Array(ids.length).fill(NaN);
  const strip = stripRows(model.kernels, model.config.hiddenSize * model.config.vocabSize);
  for (let from = 0; from < hidden.rows; from += strip) {
    const to = Math.min(from + strip, hidden.rows);
    fillLosses(losses, await model.logits(hidden, from, to, checkpoint), ids, from);
  }
  return losses;
}

/**
 * Mean loss of tokens [from, to) in nats per token; by default of all but the first. Throws a
 * RangeError for an empty range and for one that holds the first token.
 */
export function meanLoss(losses: Float64Array, from = 1, to = losses.length): number {
  if (!(from >= 1 && from < to && to <= losses.length)) {
    throw new RangeError(`tokens [${from}, ${to}) do not lie within 1 … ${losses.length}`);
  }
  let sum = 0;
  for (let t = from; t < to; t++) sum += losses[t] as number;
  return sum / (to - from);
}

/** Row i of `logits` belongs to position first + i and predicts the token after it. */
function fillLosses(
  losses: Float64Array,
  logits: Matrix,
  ids: ArrayLike<number>,
  first: number,
): void {
  for (let i = 0; i < logits.rows && first + i + 1 < ids.length; i++) {
    const row = logits.data.subarray(i * logits.cols, (i + 1) * logits.cols);
    losses[first + i + 1] = nats(row, ids[first + i + 1] as number);
  }
}
