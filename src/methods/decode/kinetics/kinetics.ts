// Kinetics: the attention of its engine. Sinks and the newest tokens always, and of those between them what a
// group of query heads scores best together. Its cost law is in `domains/decode/kinetics.ts`.
import { clampParam } from '../../../core/params.ts';
import { createRandom } from '../../../core/random.ts';
import { blockSize, tokens, when } from '../../_shared/params.ts';
import { count, whole } from '../../_shared/words.ts';
import { defineDecode, type DecodeContext, type DecodeHead, type HeadCache } from '../../decode.ts';
import { keysFor } from '../_shared/budget.ts';
import { FLOAT16, firstOf, readSets, wholeLayer } from '../_shared/cache.ts';
import { memory } from '../_shared/memory.ts';
import { denseLayers } from '../_shared/params.ts';
import { stepLogits, sumOf } from '../_shared/rows.ts';
import { positionOf, readStage, wholeStage } from '../_shared/stages.ts';
import { keysOf, middleOf, piecesRead, scoresOf, type Rule } from './choose.ts';
import { facts } from './facts.ts';

const params = {
  k: tokens(
    'Keys chosen',
    44,
    'Tokens that each step chooses between sinks and newest; more reads more.',
    { min: 0 },
  ),
  local: tokens('Newest tokens', 16, 'How many of the newest tokens are always read.'),
  sinks: tokens('Sinks', 4, 'How many of the very first tokens are always read.', {
    min: 0,
    max: 256,
  }),
  variant: {
    kind: 'choice',
    label: 'Chosen',
    help: 'Single tokens, whole blocks by the mean of their logits, or tokens drawn at random to compare with.',
    options: [
      { value: 'tokens', label: 'tokens' },
      { value: 'blocks', label: 'blocks' },
      { value: 'random', label: 'tokens at random' },
    ],
    default: 'tokens',
  },
  block: when('variant', ['blocks'], blockSize(16)),
  denseLayers: { ...denseLayers, default: 1 },
} as const;

export default defineDecode({
  id: 'kinetics',
  name: 'Kinetics',
  domain: 'decode',
  family: 'reader',
  summary:
    'A cost law of decoding, and the top-k attention that it prices: a fixed number of keys a step.',
  about:
    'Writing long answers costs more in reading the cache than in arithmetic, and a small model’s cache is ' +
    'hardly smaller than a large one’s. Kinetics counts both, and asks which model, how long an answer, how ' +
    'many tries and how many keys a step to buy for a fixed cost. The attention that it prices keeps all ' +
    'keys: each step reads the first few, the newest, and of those between the ones with the best logits, ' +
    'averaged over the query heads that share a key head.',
  notice: [
    'The number of keys a step stays the same however long the text grows: a cost that grows with the text, not with its square.',
    'Tokens drawn at random keep sinks and newest too; what they lose beside the chosen ones is what choosing is worth.',
  ],
  differs: [
    'The search for the best keys is free in the cost law only: here it is counted among the bytes that are read, every key between for tokens, one mean key a block for blocks.',
    'Drawing at random is shown as a selection; its correction, which adds log(m/k) to the logits of the drawn, changes weights and not what is read, and is left out.',
    'A block that the chosen number of keys does not fill is read all the same, so that there is always one.',
    'Ties go to the earlier key. Fewer keys suit short texts; the published budgets are 128 to 2,048.',
    'Accuracy on mathematics is not measured here: no curve of the paper is drawn.',
  ],
  paper: {
    title: 'Kinetics: Rethinking Test-Time Scaling Laws',
    authors:
      'Ranajoy Sadhukhan, Zhuoming Chen, Haizhong Zheng, Yang Zhou, Emma Strubell, Beidi Chen',
    year: 2025,
    arxiv: '2506.05333',
    repository: 'Infini-AI-Lab/Kinetics',
  },
  tags: {
    unit: 'tokens or blocks',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'decode',
    role: 'system',
  },
  params,
  stages: [
    { id: 'choice', title: 'What is chosen' },
    { id: 'read', title: 'What is read' },
  ],
  claims: [
    {
      text: 'Over 60 points of accuracy gained by sparse attention at low cost, over 5 at high cost, on AIME.',
      source: 'Abstract, arXiv 2506.05333',
    },
    {
      text: 'Test-time compute is better spent above a model size of about 14B than on smaller ones (Qwen3).',
      source: 'Project page',
    },
  ],
  atBudget(budget, shape) {
    const keys = keysFor(budget, shape);
    const sinks = Math.min(params.sinks.default, keys - 1);
    const local = Math.max(1, Math.min(params.local.default, Math.floor((keys - sinks) / 2)));
    return {
      sinks: clampParam(params.sinks, sinks),
      local: clampParam(params.local, local),
      k: clampParam(params.k, keys - sinks - local),
    };
  },
  begin({ denseLayers: dense, ...rule }, context) {
    const seen = memory<{ readonly cache: HeadCache; readonly group: readonly DecodeHead[] }>();
    return {
      layer(heads) {
        if (heads[0]!.layer < dense) return wholeLayer(context, heads);
        const made = new Map<number, HeadCache>();
        return heads.map((head) => {
          const { kvHead } = head;
          const known = made.get(kvHead);
          const group = heads.filter((other) => other.kvHead === kvHead);
          // A group chooses once, and its search is paid for once.
          const cache = known ? { ...known, estimatorBytes: 0 } : choose(context, group, rule);
          made.set(kvHead, cache);
          seen.keep(head, { cache, group });
          return cache;
        });
      },
      trace(layer, at, row) {
        const found = seen.of(layer, at);
        if (!found) return [wholeStage(context, layer, row, 'is dense')];
        const { head, cache, group } = found;
        const read = readStage(context, head, cache, row);
        const choice = choiceStage(context, group, rule, positionOf(context, row));
        return choice ? [choice, read] : [read];
      },
    };
  },
  facts,
});

/** Logits of the steps that are looked at, averaged over the heads of a group: (n − first) × n. */
function groupLogits(context: DecodeContext, group: readonly DecodeHead[]): Float32Array {
  const sum = sumOf(group.map((head) => stepLogits(context, head)));
  return group.length === 1 ? sum : sum.map((logit) => logit / group.length);
}

function drawsOf({ variant }: Rule, { layer, kvHead }: DecodeHead, t: number) {
  return variant === 'random' ? createRandom(`kinetics ${layer} ${kvHead} ${t}`) : null;
}

function choose(context: DecodeContext, group: readonly DecodeHead[], rule: Rule): HeadCache {
  const { n, kernels } = context;
  const first = firstOf(context);
  const [head] = group as readonly [DecodeHead];
  const logits = groupLogits(context, group);
  let probed = 0;
  const readAt = (t: number): Iterable<number> => {
    const middle = middleOf(t, rule);
    if (!middle) return Array(t + 1).keys();
    if (rule.variant !== 'random') probed += middle.pieces;
    const from = (t - first) * n;
    const scores = scoresOf(logits.subarray(from, from + n), middle, rule);
    const pieces = piecesRead(scores, middle.chosen, kernels, drawsOf(rule, head, t));
    return keysOf(t, middle, pieces, rule);
  };
  const read = readSets(context, readAt, first);
  return { read, leaves: null, estimatorBytes: probed * head.d * FLOAT16 };
}

/** Null where the step reads everything. */
function choiceStage(context: DecodeContext, group: readonly DecodeHead[], rule: Rule, t: number) {
  const middle = middleOf(t, rule);
  if (!middle) return null;
  const { n } = context;
  const from = (t - firstOf(context)) * n;
  const logits = groupLogits(context, group).slice(from, from + t + 1);
  const scores = scoresOf(logits, middle, rule);
  const pieces = piecesRead(scores, middle.chosen, context.kernels, drawsOf(rule, group[0]!, t));
  const blocks = rule.variant === 'blocks';
  const what = blocks ? count(middle.pieces, 'block') : count(middle.pieces, 'key');
  const how = rule.variant === 'random' ? 'drawn at random' : 'by the best logits';
  const mean = group.length > 1 ? `, averaged over ${count(group.length, 'head')}` : '';
  const newest = t + 1 - middle.to;
  return {
    id: 'choice',
    caption: `Step ${whole(t)} chooses ${whole(pieces.length)} of ${what} between the ${count(middle.from, 'sink')} and the newest ${whole(newest)}, ${how}${mean}.`,
    drawables: [
      blocks
        ? ({
            kind: 'bars',
            axis: 'key-block',
            values: scores,
            chosen: pieces,
            label: `mean logits of blocks of ${rule.block}, from key ${middle.from} on`,
          } as const)
        : ({
            kind: 'bars',
            axis: 'key',
            values: logits,
            chosen: pieces.map((piece) => middle.from + piece),
            forced: [
              ...Array.from({ length: middle.from }, (_, key) => key),
              ...Array.from({ length: newest }, (_, at) => middle.to + at),
            ],
            label: 'logits, the chosen ones marked',
          } as const),
    ],
  };
}
