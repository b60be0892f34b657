// N:M magnitude: of every M neighbouring inputs, the N largest weights stay.
import { clampParam, type IntegerParam } from '../../core/params.ts';
import { count, whole } from '../_shared/words.ts';
import { defineWeights } from '../weights.ts';
import { EXAMPLE, kept, weightFrom } from './_shared/facts.ts';
import { keepNofM, maskOf } from './_shared/keep.ts';
import { checkGroups } from './_shared/params.ts';
import { drawMatrix, drawRow, magnitudes, resultStage, rowWithin } from './_shared/stages.ts';

const size = (label: string, preset: number, help: string): IntegerParam => ({
  kind: 'integer',
  label,
  help,
  min: 1,
  max: 32,
  default: preset,
  unit: 'weights',
});

const params = {
  n: size('N', 2, 'How many weights of each group stay; larger keeps more, N from M on keeps all.'),
  m: size('M', 4, 'Neighbouring inputs in a group; larger groups leave more freedom.'),
};

/** The smallest usual group which comes near enough to a density. */
const USUAL = [4, 8, 16];
const NEAR = 0.02;

export default defineWeights({
  id: 'n-m',
  name: 'N:M magnitude',
  domain: 'weights',
  summary: 'Of every M neighbouring inputs, the N largest weights stay.',
  about:
    'Hardware can skip zeros only where it knows how many there are. In every row, each group of M ' +
    'neighbouring inputs keeps its N largest weights by absolute value: 2:4 is the pattern that tensor ' +
    'cores run at up to twice the rate. The sparsity is 1 − N/M everywhere, by construction.',
  notice: [
    'Zoom in until the groups show: no group is emptier than another, however unequal they are.',
    'A group of four large weights loses two of them, a group of four small ones keeps two: that is what the pattern costs.',
  ],
  differs: [
    'N always counts the weights that stay. Some codes (Wanda, OWL) count those that go; 2:4 and 4:8 mean the same in both.',
  ],
  tags: {
    unit: 'groups of weights',
    selection: 'static',
    training: 'training-free',
    phase: 'any',
    role: 'baseline',
  },
  effect: 'prune',
  calibrates: { plan: false, select: false },
  params,
  stages: [
    { id: 'sizes', title: 'Sizes' },
    { id: 'groups', title: 'Groups of a row' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [],
  atBudget(budget, shape) {
    const fitting = USUAL.filter((m) => shape.in % m === 0);
    const off = (m: number): number => Math.abs(Math.round(budget * m) / m - budget);
    const m = fitting.find((each) => off(each) <= NEAR) ?? fitting.at(-1) ?? divisorOf(shape.in);
    return { n: clampParam(params.n, Math.round(budget * m)), m };
  },
  select({ weight }, { n, m }) {
    checkGroups({ n, m }, weight.cols, 'm');
    const sizes = magnitudes(weight);
    const keep = keepNofM(sizes, n, m);
    const mask = maskOf(keep, weight.rows, weight.cols);
    return {
      mask,
      estimationFlops: 0,
      contest: { among: 'group', size: m },
      scores: () => sizes,
      trace(asked) {
        const row = rowWithin(mask, asked);
        const groups = weight.cols / m;
        return [
          {
            id: 'sizes',
            caption: `The sizes of ${whole(weight.rows * weight.cols)} weights.`,
            drawables: [drawMatrix(sizes, '|W|')],
          },
          {
            id: 'groups',
            caption: `Each of the ${count(groups, 'group')} of output ${row} keeps its ${Math.min(n, m)} largest of ${m}.`,
            drawables: drawRow(sizes, keep, row),
          },
          resultStage(mask),
        ];
      },
    };
  },
  facts: [
    {
      name: '2 of 4',
      why: 'In the first row, 0.9 and 0.8 are the largest of the first four, 0.6 and 0.3 of the others.',
      matrix: () => weightFrom(EXAMPLE),
      params: { n: 2, m: 4 },
      rows: kept('10010110', '01100110', '01011001', '10011100'),
    },
    {
      name: '1 of 4 keeps one, not three',
      why: 'The largest of each group of four: 0.9 and 0.6, 0.7 and 0.9, 0.6 and 0.7, 1 and 0.95.',
      matrix: () => weightFrom(EXAMPLE),
      params: { n: 1, m: 4 },
      rows: kept('10000100', '01000100', '01001000', '10000100'),
    },
    {
      name: 'among equals the lower index goes',
      why: 'All four are 1 in size; the first two are dropped first.',
      matrix: () => weightFrom([[1, -1, 1, -1]]),
      params: { n: 2, m: 4 },
      rows: ['..##'],
    },
    {
      name: 'N from M on',
      why: 'Nothing has to go from groups of four when four may stay.',
      matrix: () => weightFrom(EXAMPLE),
      params: { n: 6, m: 4 },
      kept: 32,
    },
  ],
});

/** The largest group size on offer that divides the inputs. */
function divisorOf(inFeatures: number): number {
  for (let m = params.m.max; m > 1; m--) if (inFeatures % m === 0) return m;
  return 1;
}
