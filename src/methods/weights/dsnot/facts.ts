// Worked examples of DSnoT.
import type { WeightFact, WeightMatrix } from '../../weights.ts';
import { readBar, readNumber, readPoint } from '../../_shared/reads.ts';
import { inputsFrom, kept, weightFrom } from '../_shared/facts.ts';

/** One row, with statistics per sequence of 2,048 tokens, so that the threshold counts as it is. */
const row = (): WeightMatrix =>
  weightFrom([[0.5, -0.4, 0.3, 0.9, -0.2, 0.7]], {
    inputs: inputsFrom({
      l2: [1.5, 3, 1.2, 1, 3.5, 0.8],
      sum: [0.4, 2, -1, 0.5, 3, -0.2],
      variance: [1, 4, 1, 1, 1.5, 0.5],
      tokens: 2048,
    }),
  });

const eight = [1, 1, 1, 1, 1, 1, 1, 1];

/** Two groups of four whose contributions are the weights themselves. */
const grouped = (): WeightMatrix =>
  weightFrom([[4, 2.5, 2, -1, 5, 3, 1, -0.5]], {
    inputs: inputsFrom({ l2: eight, sum: eight, variance: eight, tokens: 2048 }),
  });

export const facts: readonly WeightFact[] = [
  {
    name: 'one swap, then the sign would turn',
    why: 'Scores 0.75, 1.2, 0.36, 0.9, 0.7, 0.56 drop 2, 4 and 5; they contributed −0.3 − 0.6 − 0.14 = −1.04. Cycle 1 grows 4 (−0.6 over its variance 1.5 is the lowest) and prunes 0, the lowest score of the positive ones: −1.04 + 0.2 + 0.6 = −0.24. Cycle 2 would grow 2 and prune 3: −0.24 + 0.45 + 0.3 = 0.51, so the row stops.',
    matrix: row,
    params: { sparsity: 0.5 },
    rows: kept('010110'),
    numbers: [
      { name: 'residual before', read: readNumber('residual', 'residual ε'), expected: -1.04 },
      { name: 'size after cycle 1', read: readPoint('cycles', 0, 1), expected: 0.24 },
      { name: 'grown first', read: readNumber('cycle-1', 'grown input'), expected: 4 },
      { name: 'pruned first', read: readNumber('cycle-1', 'pruned input'), expected: 0 },
      { name: 'would-be residual', read: readNumber('cycle-2', 'residual after'), expected: 0.51 },
    ],
  },
  {
    name: 'without the rule the second swap is made',
    why: 'The residual is now 0.51, and what grows next is a kept weight: nothing is left to grow.',
    matrix: row,
    params: { sparsity: 0.5, sameSign: false },
    rows: kept('011010'),
    numbers: [{ name: 'size at the end', read: readPoint('cycles', 0, 2), expected: 0.51 }],
  },
  {
    name: 'no cycles',
    why: 'The initial mask stays.',
    matrix: row,
    params: { sparsity: 0.5, cycles: 0 },
    rows: kept('110100'),
  },
  {
    name: 'a residual below the threshold',
    why: '1.04 is at most 1.1: no cycle begins.',
    matrix: row,
    params: { sparsity: 0.5, threshold: 1.1 },
    rows: kept('110100'),
  },
  {
    name: 'an initial mask by magnitude',
    why: 'Sizes 0.5, 0.4, 0.3, 0.9, 0.2, 0.7 drop 1, 2 and 4: −0.8 − 0.3 − 0.6 = −1.7. Over their variances −0.2, −0.3, −0.4: 4 grows first, and of the positive kept ones, 0 and 3, 0 has the lower Wanda score: −1.7 + 0.2 + 0.6 = −0.9. Then 2 grows and 3 goes: −0.9 + 0.45 + 0.3 = −0.15. Then 1 would grow, but no positive weight is left.',
    matrix: row,
    params: { sparsity: 0.5, initial: 'magnitude' },
    rows: kept('001011'),
    numbers: [{ name: 'size at the end', read: readPoint('cycles', 0, 2), expected: 0.15 }],
  },
  {
    name: '2 of 4 swaps within the group, even where the residual grows',
    why: 'Dropped are 2, −1, 1 and −0.5: 1.5. 2 grows and 2.5, the lowest of its group, goes: 1.5 + 2.5 − 2 = 2. Then 1 grows for 3: 2 + 3 − 1 = 4. The sign never turns, and next in line is a kept weight.',
    matrix: grouped,
    params: { pattern: '2:4' },
    rows: ['#.#.#.#.'],
    numbers: [
      { name: 'size before', read: readPoint('cycles', 0, 0), expected: 1.5 },
      { name: 'size after cycle 1', read: readPoint('cycles', 0, 1), expected: 2 },
      { name: 'size after cycle 2', read: readPoint('cycles', 0, 2), expected: 4 },
    ],
  },
  {
    name: 'inputs that average to nothing',
    why: 'All expected contributions are 0, so there is no residual to mend.',
    matrix: () => weightFrom([[1, 2, 3, 4]], { inputs: inputsFrom({ l2: [1, 1, 1, 1] }) }),
    params: { sparsity: 0.5 },
    rows: ['..##'],
    // 0 over a variance of 0
    numbers: [{ name: 'growth of input 0', read: readBar('growth', 0, 0), expected: 0 }],
  },
];
