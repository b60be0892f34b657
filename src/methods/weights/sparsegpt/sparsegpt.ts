// SparseGPT: prune column by column, and let the weights to the right make up for each loss.
import { rowOf } from '../../../core/tensor.ts';
import type { Stage } from '../../../core/trace.ts';
import { count, number, percent } from '../../_shared/words.ts';
import { defineWeights, type WeightMatrix } from '../../weights.ts';
import { maskOf } from '../_shared/keep.ts';
import {
  groupsOf,
  pattern,
  sparsityAt,
  sparsityParam,
  whenUnstructured,
} from '../_shared/params.ts';
import { facts } from './facts.ts';
import { rowError, solve, solveFlops, type Solved } from '../_shared/sparsegpt.ts';
import { factorOf } from '../_shared/factor.ts';
import { drawInputs, drawMatrix, drawRow, resultStage, rowWithin } from '../_shared/stages.ts';
import { CALIBRATED, needInputs } from '../_shared/wanda.ts';

const params = {
  pattern,
  sparsity: whenUnstructured(
    sparsityParam('Share of each block of columns that goes; larger keeps less.'),
  ),
  blockSize: {
    kind: 'integer',
    label: 'Block of columns',
    help: 'Inputs whose mask is chosen at once; smaller lets choices see more of the compensation.',
    min: 1,
    max: 1024,
    default: 64,
    unit: 'inputs',
    scale: 'log',
  },
  damping: {
    kind: 'number',
    label: 'Damping',
    help: 'Share of the mean diagonal that is added to the Hessian; larger trusts the calibration text less.',
    min: 0,
    max: 1,
    step: 0.001,
    default: 0.01,
  },
} as const;

export default defineWeights({
  id: 'sparsegpt',
  name: 'SparseGPT',
  domain: 'weights',
  summary: 'Drops weights column by column, and moves the others to make up for each loss.',
  about:
    'How inputs go together on the calibration text tells how one weight can stand in for another. From ' +
    'left to right, each column drops the weights whose loss would cost least, and the error they leave is ' +
    'spread over the columns further right by the inverse of the inputs’ Hessian. Masks are chosen for a ' +
    'block of columns at a time, over all outputs together, so outputs keep different numbers of weights.',
  notice: [
    'Columns on the left can only drop; those on the right have taken over what the left lost.',
    'Outputs keep different numbers of weights, unlike under Wanda.',
    'In the row of the trace: the same mask without compensation loses more, mostly much more.',
  ],
  differs: [
    'Blocks of 64 columns instead of 128, as rows here are 192 or 512 long.',
    CALIBRATED,
    'The factor of the inverse Hessian is computed without forming the inverse; it is the same matrix. Factor and updates run in double precision.',
    'At sparsity 0 nothing changes; the code would still drop the least important weight of every block.',
  ],
  paper: {
    title: 'SparseGPT: Massive Language Models Can Be Accurately Pruned in One-Shot',
    authors: 'Elias Frantar, Dan Alistarh',
    year: 2023,
    venue: 'ICML 2023',
    arxiv: '2301.00774',
    repository: 'IST-DASLab/sparsegpt',
  },
  tags: {
    unit: 'weights',
    selection: 'static',
    training: 'training-free',
    phase: 'any',
    role: 'system',
  },
  effect: 'prune',
  calibrates: { plan: false, select: true },
  params,
  stages: [
    { id: 'hessian', title: 'How inputs go together' },
    { id: 'scores', title: 'Cost of a loss' },
    { id: 'row', title: 'One output makes up for its losses' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'OPT-175B and BLOOM-176B can be pruned to 60 % unstructured sparsity in under 4.5 hours with negligible increase in perplexity.',
      source: 'Abstract, arXiv 2301.00774',
    },
  ],
  atBudget: (budget) => ({ sparsity: sparsityAt(budget, params.sparsity) }),
  select(subject, { pattern: chosen, sparsity, blockSize, damping }) {
    const { weight } = subject;
    const inputs = needInputs(subject);
    const groups = groupsOf(chosen, weight.cols);
    if (!groups && sparsity === 0) return untouched(subject);
    const block = groups ? Math.ceil(blockSize / groups.m) * groups.m : blockSize;
    const solved = solve(subject, inputs, { sparsity, groups, block, damping });
    const mask = maskOf(solved.keep, weight.rows, weight.cols);
    return {
      mask,
      weight: solved.weight,
      estimationFlops: solveFlops(subject, inputs),
      contest: groups ? { among: 'group', size: groups.m } : { among: 'columns', size: block },
      scores: () => solved.scores,
      warnings:
        block === blockSize
          ? []
          : [`the block of ${count(blockSize, 'column')} was raised to ${block}, whole groups`],
      trace: (asked) => [
        ...stagesOf(subject, solved, damping, rowWithin(mask, asked)),
        resultStage(mask),
      ],
    };
  },
  facts,
});

function untouched({ weight }: WeightMatrix) {
  const keep = new Uint8Array(weight.data.length).fill(1);
  const mask = maskOf(keep, weight.rows, weight.cols);
  return {
    mask,
    estimationFlops: 0,
    contest: { among: 'matrix' as const },
    trace: () => [resultStage(mask, 'At sparsity 0 the mask')],
  };
}

function stagesOf(subject: WeightMatrix, solved: Solved, damping: number, row: number): Stage[] {
  const { weight } = subject;
  const inputs = needInputs(subject);
  const hessian = inputs.hessian();
  const { upper, size } = factorOf(inputs, damping);
  const diagonal = Float32Array.from({ length: size }, (_, j) => upper[j * size + j]!);
  const before = rowOf(weight, row);
  const after = solved.weight.subarray(row * size, (row + 1) * size);
  const masked = before.map((w, j) => (solved.keep[row * size + j] ? w : 0));
  const [moved, plain] = [after, masked].map((to) => rowError(hessian, before, to)) as [
    number,
    number,
  ];
  const left = plain > 0 ? `${percent(moved / plain)} of` : 'the same as';
  return [
    {
      id: 'hessian',
      caption: `${count(inputs.tokens, 'token')} tell which of the ${count(size, 'input')} go together.`,
      drawables: [
        {
          kind: 'matrix',
          matrix: { rows: size, cols: size, data: hessian },
          rows: 'input',
          cols: 'input',
          causal: false,
          label: 'H',
        },
        drawInputs(diagonal, 'diagonal of U, where H⁻¹ = UᵀU: large where others can stand in'),
      ],
    },
    {
      id: 'scores',
      caption: `A weight’s loss costs w² over the square of U’s diagonal, as the weight stood when its block was chosen.`,
      drawables: [drawMatrix(solved.scores, 'w² / U²')],
    },
    {
      id: 'row',
      caption: `With compensation the squared error of output ${row} is ${number(moved)}, ${left} what the same mask alone would leave.`,
      drawables: [
        ...drawRow(solved.scores, solved.keep, row),
        drawInputs(
          before.map((w, j) => (solved.keep[row * size + j] ? Math.abs(after[j]! - w) : 0)),
          `how far the kept weights of output ${row} moved`,
        ),
        {
          kind: 'numbers',
          entries: [
            { label: 'error with compensation', value: moved },
            { label: 'error of the mask alone', value: plain },
          ],
          label: `squared error of output ${row} per sequence`,
        },
      ],
    },
  ];
}
