// Worked examples of SeerAttention.
import { matrix, matrixOf, type Matrix } from '../../../core/tensor.ts';
import type { AttentionFact, AttentionHead } from '../../attention.ts';
import { headFrom, headFromAttention, uniformHead } from '../../_shared/heads.ts';
import { readCell, readKernelPairs } from '../_shared/reads.ts';
import { TABLE } from './gate.ts';

const target = { gate: 'target', lastDense: false } as const;

const peaks = () => headFromAttention([[1], [0.6, 0.4], [0.5, 0.2, 0.3], [0.1, 0.5, 0.2, 0.2]]);

const rows = () => headFromAttention([[1], [0.9, 0.1], [0.5, 0.02, 0.48], [0.3, 0.01, 0.2, 0.49]]);

/** Two blocks of two, queries and keys all (1, 0) before RoPE. */
function turning(): AttentionHead {
  const ones = matrixOf(Array.from({ length: 4 }, () => [1, 0]));
  return { ...headFrom(ones, ones), qPre: ones, kPre: ones, ropeTheta: 10000 };
}

/** A gate that passes the mean of the keys on, and nothing of their extremes. */
function meanGate(): ReadonlyMap<string, Matrix> {
  const weight = matrix(6, 2);
  weight.data[4 * 2] = 1;
  weight.data[5 * 2 + 1] = 1;
  return new Map([['step_500', weight]]);
}

export const facts: readonly AttentionFact[] = [
  {
    name: 'what the gate is taught',
    why: 'The largest weight in each tile of 2 is 1; .5 and .3. The second row divided by .8 is .625 and .375.',
    head: peaks,
    params: { ...target, block: 2, ratio: 1 },
    pairs: 10,
    numbers: [
      { name: 'target of tile (1, 0)', read: readCell('target', 1, 0), expected: 0.625 },
      { name: 'target of tile (1, 1)', read: readCell('target', 1, 1), expected: 0.375 },
    ],
  },
  {
    name: 'a threshold',
    why: 'Gates above .05: .9 and .1; .5 and .48; .3, .2 and .49.',
    head: rows,
    params: { ...target, rule: 'threshold', threshold: 0.05, block: 1 },
    rows: ['#...', '##..', '#.#.', '#.##'],
  },
  {
    name: 'a threshold with the last two rows dense',
    why: 'Rows 2 and 3 are completed.',
    head: rows,
    params: { ...target, rule: 'threshold', threshold: 0.05, block: 1, lastDense: true },
    rows: ['#...', '##..', '###.', '####'],
  },
  {
    name: 'half of 8 rows',
    why: 'k = ⌊(1 − √.5) · 8⌋ = 2 blocks per row: 1 + 7 · 2 = 15 of 36.',
    head: () => uniformHead(8),
    params: { ...target, ratio: 0.5, block: 1 },
    pairs: 15,
  },
  {
    name: 'half of 8 rows, the last two dense',
    why: '1 + 5 · 2 + 7 + 8 = 26 of 36.',
    head: () => uniformHead(8),
    params: { ...target, ratio: 0.5, block: 1, lastDense: true },
    pairs: 26,
  },
  {
    name: 'three quarters of 64 rows',
    why: 'k = ⌊(1 − √.25) · 64⌋ = 32: 32 · 33/2 + 32 · 32 = 1,552 of 2,080.',
    head: () => uniformHead(64),
    params: { ...target, ratio: 0.75, block: 1 },
    pairs: 1552,
  },
  {
    name: 'block positions turn the gate',
    why: 'Pooled queries and keys are all (1, 0); blocks begin at positions 0 and 2. Row 1 scores cos 2 against block 0 and 1 against itself, over √2: 1/(1 + e^((1 − cos 2)/√2)) = .2687.',
    head: turning,
    assets: { [TABLE]: meanGate() },
    params: { block: 2, rule: 'threshold', threshold: 0.2, lastDense: false },
    pairs: 10,
    numbers: [
      { name: 'gate of block (1, 0)', read: readCell('gate', 1, 0), expected: 0.26867 },
      { name: 'pairs in 3 whole blocks', read: readKernelPairs, expected: 12 },
    ],
  },
];
