// DSnoT in terms of its published code.
import type { Rules } from '../mapping.ts';
import { halfOf, matrixOf } from './_matrix.ts';

interface Asked {
  readonly sparsity_ratio: number;
  readonly sparsity_type: string;
  readonly initial_method: 'wanda' | 'magnitude' | 'sparsegpt';
  readonly max_cycle_time: number;
  readonly update_threshold: number;
  readonly pow_of_var_regrowing: number;
  readonly without_same_sign: boolean;
}

/** Their threshold is per sequence of any length, ours per sequence of 2,048 tokens. */
const PER_SEQUENCE = 2048 / 128;

export const rules: Rules = {
  dsnot: matrixOf<Asked>(
    (asked) => ({
      ...{ initial: asked.initial_method, cycles: asked.max_cycle_time },
      ...{ threshold: asked.update_threshold * PER_SEQUENCE, power: asked.pow_of_var_regrowing },
      ...(asked.sparsity_type === 'unstructured'
        ? { sparsity: asked.sparsity_ratio, sameSign: !asked.without_same_sign }
        : { pattern: halfOf(asked.sparsity_type) }),
    }),
    {
      also: () => ({ row_ok: 'says which rows are compared' }),
      leftOut({ array }) {
        const [mask, sure] = [array('mask'), array('row_ok')];
        return (at) => sure[Math.floor(at / (mask.length / sure.length))] === 0;
      },
    },
  ),
};
