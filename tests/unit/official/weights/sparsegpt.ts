// SparseGPT in terms of its published code.
import type { Rules } from '../mapping.ts';
import { halfOf, matrixOf } from './_matrix.ts';

interface Asked {
  readonly sparsity: number;
  /** Of every `prunem` weights, this many go; 0 for any weights. */
  readonly prunen: number;
  readonly prunem: number;
  readonly blocksize: number;
  readonly percdamp: number;
}

/** Theirs are stored in half precision. */
const HALF = 2 ** -11;

export const rules: Rules = {
  sparsegpt: matrixOf<Asked>(
    ({ sparsity, prunen, prunem, blocksize, percdamp }) => ({
      ...{ blockSize: blocksize, damping: percdamp },
      ...(prunen === 0 ? { sparsity } : { pattern: halfOf(`${prunen}:${prunem}`) }),
    }),
    { also: ({ report }) => ({ w_new: { ours: report.after, rounded: HALF, follows: true } }) },
  ),
};
