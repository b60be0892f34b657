// Worked examples of SparseGPT.
import type { WeightFact, WeightMatrix } from '../../weights.ts';
import { readBar, readCell, readNumber } from '../../_shared/reads.ts';
import { inputsFrom, weightFrom } from '../_shared/facts.ts';

/** Neighbouring inputs go together: 2 on the diagonal of H, 1 beside it. */
const chain = (...rows: readonly (readonly number[])[]): WeightMatrix =>
  weightFrom(rows, {
    inputs: inputsFrom({
      l2: [1, 1, 1, 1],
      hessian: [
        [2, 1, 0, 0],
        [1, 2, 1, 0],
        [0, 1, 2, 1],
        [0, 0, 1, 2],
      ],
    }),
  });

const one = (): WeightMatrix => chain([0.5, 1, 0.6, 0.9]);

export const facts: readonly WeightFact[] = [
  {
    name: 'a chain of four inputs, chosen at once',
    why: 'H⁻¹ has the diagonal 0.8, 1.2, 1.2, 0.8, and U the diagonal √0.8, √0.75, √(2/3), √0.5; scores 0.3125, 1.3333, 0.54, 1.62. The threshold is the second smallest, so columns 0 and 2 go, and 1 and 3 take over.',
    matrix: one,
    params: { sparsity: 0.25, blockSize: 4, damping: 0 },
    rows: ['.#.#'],
    weight: [[0, 1.375, 0, 1.2]],
    numbers: [
      ...[0.8944, 0.866, 0.8165, 0.7071].map((expected, j) => ({
        name: `diagonal of U at ${j}`,
        read: readBar('hessian', 0, j),
        expected,
      })),
      ...[0.3125, 1.3333, 0.54, 1.62].map((expected, j) => ({
        name: `score ${j}`,
        read: readCell('scores', 0, j),
        expected,
      })),
      {
        // δ = (0.5, −0.375, 0.6, −0.3): ½·(2·(0.25 + 0.140625 + 0.36 + 0.09) + 2·(−0.1875 − 0.225 − 0.18))
        name: 'error with compensation',
        read: readNumber('row', 'error with compensation'),
        expected: 0.248125,
      },
      {
        // δ = (0.5, 0, 0.6, 0): 0.25 + 0.36
        name: 'error of the mask alone',
        read: readNumber('row', 'error of the mask alone'),
        expected: 0.61,
      },
    ],
  },
  {
    name: 'the same in blocks of two',
    why: 'The second block is scored after the first has been compensated: 0.1838 and 2.1012. Column 0 and column 2 go again.',
    matrix: one,
    params: { sparsity: 0.25, blockSize: 2, damping: 0 },
    rows: ['.#.#'],
    weight: [[0, 1.375, 0, 1.2]],
    numbers: [
      { name: 'score 2', read: readCell('scores', 0, 2), expected: 0.1838 },
      { name: 'score 3', read: readCell('scores', 0, 3), expected: 2.1012 },
    ],
  },
  {
    name: 'independent inputs leave nothing to compensate',
    why: 'With H = diag(2, 8, 2, 2), U² is 1/2, 1/8, 1/2, 1/2 on the diagonal: scores 2, 8, 0.5, 4.5. Of four the two smallest go, and nothing else changes.',
    matrix: () => weightFrom([[1, 1, 0.5, 1.5]], { inputs: inputsFrom({ l2: [1, 2, 1, 1] }) }),
    params: { sparsity: 0.25, blockSize: 4, damping: 0 },
    rows: ['.#.#'],
    weight: [[0, 1, 0, 1.5]],
  },
  {
    name: '1 of 2, chosen from the weights as they stand',
    why: 'Columns 0 and 1 score 0.3125 and 1.3333, and 0 goes; its error 0.559 moves column 1 by 0.375 and the rest by −0.25 and 0.125. Now columns 2 and 3 score 0.1838 and 2.1012, and 2 goes.',
    matrix: one,
    params: { pattern: '1:2', blockSize: 4, damping: 0 },
    rows: ['.#.#'],
    weight: [[0, 1.375, 0, 1.2]],
  },
  {
    name: 'an input that never fires loses its weights',
    why: 'Its weight of 5 scores 0, whatever its size.',
    matrix: () => weightFrom([[1, 5, 2, 3]], { inputs: inputsFrom({ l2: [1, 0, 1, 1] }) }),
    params: { sparsity: 0, pattern: '3:4', blockSize: 4, damping: 0.01 },
    rows: ['#.##'],
    weight: [[1, 0, 2, 3]],
  },
];
