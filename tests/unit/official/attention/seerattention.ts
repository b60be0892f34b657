// SeerAttention in terms of its published code. A file brings neither gates nor vectors before RoPE, so
// both are added to what the file gave.
import type { HeadSubject } from '../../../../src/domains/attention/types.ts';
import { matrix, type Matrix } from '../../../../src/core/tensor.ts';
import { numbersOf } from '../cases.ts';
import type { Golden, Rules, RunOptions } from '../mapping.ts';
import { heads, stageMatrix, tiles } from './_heads.ts';

interface Asked {
  readonly block_size: number;
  readonly rope_theta: number;
  readonly sparsity_method: 'nz_ratio' | 'threshold';
  readonly value: number;
  readonly last_block_dense: boolean;
}

export const rules: Rules = {
  seerattention: heads<Asked>(
    ({ block_size, sparsity_method, value, last_block_dense }) => ({
      ...{ gate: 'step_500', block: block_size, lastDense: last_block_dense },
      ...(sparsity_method === 'nz_ratio'
        ? { rule: 'ratio', ratio: value }
        : { rule: 'threshold', threshold: value }),
    }),
    {
      with: gates,
      also: {
        block_mask: (found, { block_size }) => tiles(found, block_size),
        gate_prob: stageMatrix('gate'),
        gate_weight_k: 'an input',
        gate_score: 'what the gates are the softmax of',
      },
    },
  ),
};

/** Their weights stand where those of the last training step are looked for. */
function gates(golden: Golden): Partial<RunOptions> {
  const { rope_theta } = golden.about.params as unknown as Asked;
  const weights = Float32Array.from(golden.array('gate_weight_k'));
  const [, shape] = golden.about.arrays['gate_weight_k'] ?? [];
  const width = shape?.at(-1) ?? 1;
  const table = new Map([['step_500', matrix(weights.length / width, width, weights)]]);
  return {
    assets: new Map([['seer-gates', table]]),
    adapt(opened) {
      const subject = opened as HeadSubject;
      const { head } = subject;
      const before = (name: string): Matrix => {
        const values = Float32Array.from(numbersOf(golden.input(name)));
        const size = head.n * head.d;
        return matrix(head.n, head.d, values.subarray(head.head * size, (head.head + 1) * size));
      };
      const whole = { qPre: before('q_pre'), kPre: before('k_pre'), ropeTheta: rope_theta };
      return { ...subject, head: { ...head, ...whole } } as HeadSubject;
    },
  };
}
