// Structured pruning: whole heads and channels go, from all matrices that they span.
import { matrix, type Matrix } from '../../core/tensor.ts';
import { count, list, number } from '../_shared/words.ts';
import { readBar } from '../_shared/reads.ts';
import { defineWeights, type WeightMatrix } from '../weights.ts';
import { inputsFrom, weightFrom } from './_shared/facts.ts';
import { dropSmallest, keepAll, maskOf } from './_shared/keep.ts';
import { sparsityAt, sparsityParam } from './_shared/params.ts';
import { resultStage } from './_shared/stages.ts';
import { addUnitSums, bandsOf, keepUnits, kindOf, unitAt } from './_shared/units.ts';
import { needInputs } from './_shared/wanda.ts';

const params = {
  sparsity: {
    ...sparsityParam(
      'Share of each block’s heads or channels that go; at least one of each stays.',
    ),
    default: 0.25,
  },
  units: {
    kind: 'choice',
    label: 'Units',
    help: 'What is cut: attention heads, channels of the feed-forward part, or both.',
    options: [
      { value: 'both', label: 'heads and channels' },
      { value: 'channels', label: 'channels' },
      { value: 'heads', label: 'heads' },
    ],
    default: 'both',
  },
  score: {
    kind: 'choice',
    label: 'Score',
    help: 'Sizes of all weights that go with a unit, or of its outgoing weights times the strength of what they carry.',
    options: [
      { value: 'activation', label: 'activation-aware' },
      { value: 'magnitude', label: 'magnitude' },
    ],
    default: 'activation',
  },
} as const;

export default defineWeights({
  id: 'structured',
  name: 'Structured',
  domain: 'weights',
  summary: 'Whole heads and channels go, cut from every matrix they span.',
  about:
    'A channel of the feed-forward part is a row of gate and of up and a column of down; a head is a band ' +
    'of q, k, v and o. Cutting a unit from all of them leaves a smaller dense model that needs no special ' +
    'kernel. Units are scored by the sizes of their weights, or by their outgoing weights times the norm ' +
    'of what flows through them, and every block of the model loses the same share.',
  notice: [
    'Rows of one matrix and columns of another go together: look at gate, up and down of one block.',
    'What a cut costs depends on the text: calibrate and measure on tales, then on code.',
  ],
  differs: [
    'A plain reference of coupled magnitude and activation-aware cutting, not one paper’s method; published systems often fine-tune afterwards.',
    'Query heads that share a key/value head are one unit.',
    'The model is run with zeros instead of smaller matrices; the output is the same.',
  ],
  tags: {
    unit: 'heads and channels',
    selection: 'static',
    training: 'training-free',
    phase: 'any',
    role: 'baseline',
  },
  effect: 'prune',
  calibrates: { plan: false, select: true },
  params,
  stages: [
    { id: 'scores', title: 'Scores of the units' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [],
  atBudget: (budget) => ({ sparsity: sparsityAt(budget, params.sparsity) }),
  select(subject, { sparsity, units, score }, ctx) {
    const kind = kindOf(subject);
    if (units !== 'both' && units !== kind) return untouched(subject);
    const coupled = ctx.siblings().filter((each) => kindOf(each) === kind);
    // Outgoing weights are those that read the unit's activation as their input.
    const outgoing = coupled.find((each) => bandsOf(each).side === 'cols');
    const scores = unitScores(coupled, score === 'activation' ? outgoing : undefined);
    const stay = Math.max(1, Math.round((1 - sparsity) * scores.length));
    const chosen = dropSmallest(scores, scores.length - stay);
    const keptUnits = [...chosen.keys()].filter((unit) => chosen[unit]);
    const mask = maskOf(keepUnits(subject, new Set(keptUnits)), subject.out, subject.in);
    const lost = [...chosen.keys()].filter((unit) => !chosen[unit]);
    const noun = kind === 'heads' ? 'head' : 'channel';
    return {
      mask,
      estimationFlops: scoreFlops(coupled, score === 'activation' ? outgoing : undefined),
      contest: { among: 'units' },
      warnings:
        score === 'activation' && !outgoing
          ? ['without the matrix that the units feed, units were scored by their sizes']
          : [],
      scores: () => spread(subject, scores),
      trace: () => [
        {
          id: 'scores',
          caption: `Of ${count(scores.length, noun)} the ${stay} with the highest scores stay${lost.length > 0 ? `; ${list(lost)} went, up to ${number(Math.max(...lost.map((unit) => scores[unit]!)))}` : ''}.`,
          drawables: [
            {
              kind: 'bars',
              axis: noun,
              values: scores,
              chosen: keptUnits,
              label: `scores of the ${noun}s of this block`,
            },
          ],
        },
        resultStage(mask),
      ],
    };
  },
  facts: [
    ...(['down', 'gate'] as const).map((name) => ({
      name: `three channels, seen in ${name}`,
      why: 'Channels weigh 0.1 + 0.1 + 0.2, 0.4 + 0.4 + 0.4 and 0.05 + 0.025 + 0.025. Round(2/3 · 3) = 2 stay, so channel 2 goes from all three matrices.',
      matrix: () => channels().find((each) => each.name === name)!,
      model: () => ({ matrices: channels() }),
      params: { sparsity: 1 / 3, score: 'magnitude' },
      rows: name === 'down' ? ['##.'] : ['#', '#', '.'],
      numbers: [0.4, 1.2, 0.1].map((expected, c) => ({
        name: `channel ${c}`,
        read: readBar('scores', 0, c),
        expected,
      })),
    })),
    {
      name: 'what flows through a channel counts',
      why: 'Outgoing sizes 0.2, 0.4, 0.025 times norms 1, 1, 100 give 0.2, 0.4, 2.5: channel 0 goes.',
      matrix: () => channels()[2]!,
      model: () => ({ matrices: channels() }),
      params: { sparsity: 1 / 3 },
      rows: ['.##'],
    },
    {
      name: 'heads go as bands',
      why: 'Two heads of two dimensions: columns 0 and 1 of o weigh 1 + 2, columns 2 and 3 weigh 3 + 4.',
      matrix: () => weightFrom([[1, 2, 3, 4]], { name: 'o', heads: 2 }),
      params: { sparsity: 0.5, score: 'magnitude' },
      rows: ['..##'],
    },
    {
      name: 'one unit always stays',
      why: 'Round(0.01 · 3) = 0, but a block without channels would be none.',
      matrix: () => channels()[0]!,
      model: () => ({ matrices: channels() }),
      params: { sparsity: 0.99, score: 'magnitude' },
      rows: ['.', '#', '.'],
    },
    {
      name: 'the other kind is left alone',
      why: 'Only heads are cut, and gate has none.',
      matrix: () => channels()[0]!,
      model: () => ({ matrices: channels() }),
      params: { sparsity: 0.5, units: 'heads' },
      rows: ['#', '#', '#'],
    },
  ],
});

/** The feed-forward part of a block with one hidden dimension and three channels. */
function channels(): WeightMatrix[] {
  return [
    weightFrom([[0.1], [-0.4], [0.05]], { name: 'gate' }),
    weightFrom([[0.1], [0.4], [0.025]], { name: 'up' }),
    weightFrom([[-0.2, 0.4, 0.025]], { name: 'down', inputs: inputsFrom({ l2: [1, 1, 100] }) }),
  ];
}

function untouched(subject: WeightMatrix) {
  const mask = maskOf(keepAll(subject.weight), subject.out, subject.in);
  return {
    mask,
    estimationFlops: 0,
    contest: { among: 'units' as const },
    trace: () => [resultStage(mask, 'Left alone, the matrix')],
  };
}

/** One score per unit: all sizes, or those of the outgoing matrix times the norms of its inputs. */
function unitScores(coupled: readonly WeightMatrix[], outgoing?: WeightMatrix): Float32Array {
  const sums = new Float64Array(bandsOf(coupled[0]!).count);
  if (outgoing) addUnitSums(outgoing, sums, needInputs(outgoing).l2);
  else for (const each of coupled) addUnitSums(each, sums);
  return Float32Array.from(sums);
}

/** An addition per weight; with norms, a product each too, and squares and sums of the inputs. */
function scoreFlops(coupled: readonly WeightMatrix[], outgoing?: WeightMatrix): number {
  if (!outgoing) return coupled.reduce((sum, { weight }) => sum + weight.data.length, 0);
  return 2 * outgoing.in * (needInputs(outgoing).tokens + outgoing.out);
}

function spread(subject: WeightMatrix, scores: Float32Array): Matrix {
  const bands = bandsOf(subject);
  const data = new Float32Array(subject.out * subject.in);
  for (let i = 0, p = 0; i < subject.out; i++) {
    for (let j = 0; j < subject.in; j++, p++) data[p] = scores[unitAt(bands, i, j)]!;
  }
  return matrix(subject.out, subject.in, data);
}
