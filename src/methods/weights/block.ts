// Block pruning: whole tiles of the matrix go.
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { IntegerParam } from '../../core/params.ts';
import { count, number } from '../_shared/words.ts';
import { readCell } from '../_shared/reads.ts';
import { defineWeights } from '../weights.ts';
import { EXAMPLE, kept, weightFrom } from './_shared/facts.ts';
import { dropSmallest, maskOf } from './_shared/keep.ts';
import { sparsityAt, sparsityParam } from './_shared/params.ts';
import { resultStage } from './_shared/stages.ts';

const side = (label: string, help: string): IntegerParam => ({
  kind: 'integer',
  label,
  help,
  min: 1,
  max: 64,
  default: 8,
  unit: 'weights',
  scale: 'log',
});

const params = {
  sparsity: sparsityParam('Share of the blocks that go; larger keeps less.'),
  blockRows: side('Block height', 'Outputs in a block; larger blocks run faster and choose worse.'),
  blockCols: side('Block width', 'Inputs in a block; larger blocks run faster and choose worse.'),
};

export default defineWeights({
  id: 'block',
  name: 'Block magnitude',
  domain: 'weights',
  summary: 'Whole tiles of the matrix go, the lightest first.',
  about:
    'The matrix is cut into tiles; a tile counts as much as the absolute values in it together, and the ' +
    'lightest tiles go as a whole. Dense arithmetic inside the tiles is what makes such masks fast on ' +
    'ordinary hardware. With tiles of a single weight this is magnitude pruning within the matrix.',
  notice: [
    'A single large weight cannot save a tile of small ones: compare with single weights at the same sparsity.',
    'Tall or wide tiles end as whole inputs or outputs.',
    'On this model 8 × 8 tiles can lose more than a random mask of the same sparsity: check it on a text of yours.',
  ],
  differs: [
    'A plain reference, not one paper’s method. Tiles at the edge may be smaller; where there are such, tiles are compared by their mean instead of their sum.',
  ],
  tags: {
    unit: 'tiles of weights',
    selection: 'static',
    training: 'training-free',
    phase: 'any',
    role: 'baseline',
  },
  effect: 'prune',
  calibrates: { plan: false, select: false },
  params,
  stages: [
    { id: 'sums', title: 'Weight of the tiles' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [],
  atBudget: (budget) => ({ sparsity: sparsityAt(budget, params.sparsity) }),
  select({ weight }, { sparsity, blockRows, blockCols }) {
    const scores = tileScores(weight, blockRows, blockCols);
    const tiles = scores.data.length;
    const gone = Math.floor(tiles * sparsity);
    const keepTile = dropSmallest(scores.data, gone);
    const keep = spread(keepTile, weight, blockRows, blockCols, scores.cols, Uint8Array);
    const mask = maskOf(keep, weight.rows, weight.cols);
    return {
      mask,
      estimationFlops: weight.data.length,
      contest: { among: 'tiles', rows: blockRows, cols: blockCols },
      scores: () =>
        matrix(
          weight.rows,
          weight.cols,
          spread(scores.data, weight, blockRows, blockCols, scores.cols, Float32Array),
        ),
      trace: () => [
        {
          id: 'sums',
          caption: `The ${count(gone, 'lightest tile')} of ${tiles} go; the lightest weighs ${number(scores.data.reduce((least, score) => Math.min(least, score)))}.`,
          drawables: [
            {
              kind: 'matrix',
              matrix: scores,
              rows: 'output-block',
              cols: 'input-block',
              causal: false,
              label: even(weight, blockRows, blockCols) ? 'Σ|W| of a tile' : 'mean |W| of a tile',
            },
          ],
        },
        resultStage(mask),
      ],
    };
  },
  facts: [
    {
      name: 'tiles of 2 × 2',
      why: 'Sums 1.9, 1.8, 1.85, 1.7 above 2.4, 2.0, 2.85, 0.89; the four lightest go.',
      matrix: () => weightFrom(EXAMPLE),
      params: { sparsity: 0.5, blockRows: 2, blockCols: 2 },
      rows: kept('11000000', '11000000', '11111100', '11111100'),
      numbers: [
        { name: 'first tile', read: readCell('sums', 0, 0), expected: 1.9 },
        { name: 'last tile', read: readCell('sums', 1, 3), expected: 0.89 },
      ],
    },
    {
      name: 'tiles of one weight',
      why: 'Exactly 16 of 32 go; of the two weights of size 0.5 at the cut, the first.',
      matrix: () => weightFrom(EXAMPLE),
      params: { sparsity: 0.5, blockRows: 1, blockCols: 1 },
      kept: 16,
      rows: kept('10010100', '01100110', '01001001', '11111100'),
    },
    {
      name: 'a ragged edge is judged by its mean',
      why: 'Tiles of 1 × 2 over three inputs: means 1.5 and 2, 3 and 0.5. By sums the second tile, 2, would weigh less than the first, 3.',
      matrix: () =>
        weightFrom([
          [1, 2, 2],
          [3, 3, 0.5],
        ]),
      params: { sparsity: 0.5, blockRows: 1, blockCols: 2 },
      rows: ['..#', '##.'],
    },
  ],
});

function even(weight: Matrix, rows: number, cols: number): boolean {
  return weight.rows % rows === 0 && weight.cols % cols === 0;
}

/** Sum (or, where tiles are ragged, mean) of |W| per tile. */
function tileScores(weight: Matrix, rows: number, cols: number): Matrix {
  const scores = matrix(Math.ceil(weight.rows / rows), Math.ceil(weight.cols / cols));
  const sums = new Float64Array(scores.data.length);
  const sizes = new Float64Array(scores.data.length);
  for (let i = 0, p = 0; i < weight.rows; i++) {
    const base = Math.floor(i / rows) * scores.cols;
    for (let j = 0; j < weight.cols; j++, p++) {
      const tile = base + Math.floor(j / cols);
      sums[tile]! += Math.abs(weight.data[p]!);
      sizes[tile]!++;
    }
  }
  const whole = even(weight, rows, cols);
  for (let t = 0; t < sums.length; t++) scores.data[t] = whole ? sums[t]! : sums[t]! / sizes[t]!;
  return scores;
}

/** The value of each weight's tile, weight by weight. */
function spread<A extends Uint8Array | Float32Array>(
  tiles: A,
  weight: Matrix,
  rows: number,
  cols: number,
  across: number,
  make: new (length: number) => A,
): A {
  const out = new make(weight.data.length);
  for (let i = 0, p = 0; i < weight.rows; i++) {
    const base = Math.floor(i / rows) * across;
    for (let j = 0; j < weight.cols; j++, p++) out[p] = tiles[base + Math.floor(j / cols)]!;
  }
  return out;
}
