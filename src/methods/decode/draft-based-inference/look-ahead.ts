// SpecKV: what the last rows of the prompt and the draft's tokens read of what lies before them.
import type { DecodeContext, DecodeHead } from '../../decode.ts';
import { pool, windowKeys, type Pooling } from '../_shared/snap.ts';

export interface LookAhead {
  /** Tokens of the prompt that stay besides its last one; below the prompt. */
  readonly window: number;
  readonly kernel: number;
  readonly pooling: Pooling;
  /** Whether a key's score is the largest or the mean over rows and heads. */
  readonly over: 'max' | 'mean';
}

/**
 * What rows of the heads that share a key/value head pay the keys before the window: prompt − window − 1 scores,
 * not pooled. The heads read the prompt and what the draft wrote; without `rows` all from the window on judge.
 */
export function aheadScores(
  group: readonly DecodeHead[],
  prompt: number,
  { window, over }: Pick<LookAhead, 'window' | 'over'>,
  { attention }: Pick<DecodeContext, 'attention'>,
  rows: readonly [from: number, to: number] = [prompt - window - 1, group[0]!.n],
): Float32Array {
  const scores = new Float32Array(prompt - window - 1);
  const [from, to] = rows;
  const all = (to - from) * group.length;
  for (const head of group) {
    const probs = attention(head, from, to);
    for (let row = 0; row < to - from; row++) {
      for (let key = 0; key < scores.length; key++) {
        const value = probs[row * head.n + key]!;
        if (over === 'mean') scores[key]! += value / all;
        else if (value > scores[key]!) scores[key] = value;
      }
    }
  }
  return scores;
}

export interface Looked {
  /** Pooled, by the keys before the window. */
  readonly scores: Float32Array;
  readonly chosen: Uint32Array;
  /** What stays of the prompt: the chosen, the window and the last token. */
  readonly kept: readonly number[];
}

/** Cuts a prompt longer than the capacity for the heads that share a key/value head. */
export function lookAhead(
  group: readonly DecodeHead[],
  prompt: number,
  capacity: number,
  { window, kernel, pooling, over }: LookAhead,
  tools: Pick<DecodeContext, 'attention' | 'kernels'>,
): Looked {
  const scores = pool(aheadScores(group, prompt, { window, over }, tools), kernel, pooling);
  const chosen = tools.kernels.topK(scores, capacity - window);
  return { scores, chosen, kept: [...chosen, ...windowKeys(prompt, window + 1)] };
}
