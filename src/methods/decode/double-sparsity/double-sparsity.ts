// Double Sparsity: a few channels of the keys, chosen offline, tell which tokens to read.
import { clampParam } from '../../../core/params.ts';
import { matrix, type Matrix } from '../../../core/tensor.ts';
import { tokens } from '../../_shared/params.ts';
import { count, list, percent, whole } from '../../_shared/words.ts';
import { defineDecode, type DecodeContext, type DecodeHead, type HeadCache } from '../../decode.ts';
import { keysFor } from '../_shared/budget.ts';
import { firstOf, keysRead, readSets, wholeLayer } from '../_shared/cache.ts';
import { carried } from '../_shared/carried.ts';
import { guessGroups } from '../_shared/guess.ts';
import { memory } from '../_shared/memory.ts';
import { denseLayers } from '../_shared/params.ts';
import { attentionAt, headGrid, positionOf, readStage, wholeStage } from '../_shared/stages.ts';
import { channelMeans } from './channels.ts';
import { facts } from './facts.ts';
import { columnsOf, roundTrip } from './labels.ts';

const params = {
  heavy: tokens('Tokens read', 64, 'How many tokens each step of each head reads; more read more.'),
  channels: {
    kind: 'integer',
    label: 'Channels',
    help: 'How many channels of queries and keys the guess is made from; more guess better and cost more.',
    ...{ min: 1, max: 256, default: 8, unit: 'channels' },
  },
  statistic: {
    kind: 'choice',
    label: 'Channels by',
    help: 'What a channel’s importance is measured by on other texts.',
    options: [
      { value: 'q', label: 'queries' },
      { value: 'k', label: 'keys' },
      { value: 'qk', label: 'products of both' },
      { value: 'qk-released', label: 'products, as released (heads mixed up)' },
    ],
    default: 'qk',
  },
  bits: {
    kind: 'choice',
    label: 'Label bits',
    help: 'How finely the channels are stored for guessing; fewer bits are cheaper and coarser.',
    options: [
      { value: '2', label: '2' },
      { value: '4', label: '4' },
      { value: '16', label: '16 (as they are)' },
    ],
    default: '4',
  },
  denseLayers,
} as const;

export default defineDecode({
  id: 'double-sparsity',
  name: 'Double Sparsity',
  domain: 'decode',
  family: 'reader',
  calibrated: true,
  summary: 'A few channels of the keys, chosen offline, tell each step which tokens to read.',
  about:
    'Some channels of queries and keys are much larger than the others and carry most of a score. Which ones ' +
    'is found for every head once, on other texts. While decoding, a step scores all keys by these channels ' +
    'alone, stored apart as labels in few bits, and reads the tokens that score highest with all their ' +
    'channels. Nothing leaves the cache.',
  notice: [
    'Two sparsities: channels are fixed for a head, tokens change with every query.',
    'Which statistic finds the right channels depends on the model: try all three.',
    'With all channels and 16 bits the guess is the truth: the oracle.',
  ],
  differs: [
    'Products are ranked for every head by itself; the released script mixes heads up and keeps its last sample only, which is one of the choices.',
    'The released code ranks by queries and keeps half of the channels; here products and a quarter of 32.',
    'Label bits are honoured; a slip in the released code leaves them at 4 whatever is asked for.',
    'Statistics of queries and keys are taken before RoPE and used after it, as in the released code: channels c and c + d/2 mix.',
    'Only steps of decoding are sparse; the perplexity evaluation thins out every row of the prompt, too.',
    'Guessing a layer ahead, for keys that lie outside of the GPU, is left out.',
    'Ties go to the lower position.',
  ],
  paper: {
    title: 'Post-Training Sparse Attention with Double Sparsity',
    authors: 'Shuo Yang, Ying Sheng, Joseph E. Gonzalez, Ion Stoica, Lianmin Zheng',
    year: 2024,
    arxiv: '2408.07092',
    repository: 'andy-yang-1/DoubleSparse',
  },
  tags: {
    unit: 'tokens',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'decode',
    role: 'system',
  },
  params,
  stages: [
    { id: 'channels', title: 'Channels that tell' },
    { id: 'labels', title: 'Scores by labels' },
    { id: 'read', title: 'What is read' },
  ],
  claims: [
    {
      text: 'A sixteenth of the tokens and of the channels with minimal loss of accuracy; up to 14.1 times faster attention, 1.9 times end to end.',
      source: 'Abstract, arXiv 2408.07092',
    },
    {
      text: '16.3 times faster decoding with the cache offloaded, at 256K of context.',
      source: 'Abstract, arXiv 2408.07092',
    },
  ],
  atBudget: (budget, shape) => ({ heavy: clampParam(params.heavy, keysFor(budget, shape)) }),
  begin({ heavy, channels, statistic, bits, denseLayers: dense }, context) {
    const seen = memory<Seen>();
    return {
      layer(heads) {
        const { layer } = heads[0]!;
        if (layer < dense) return wholeLayer(context, heads);
        return heads.map((head) => {
          const { means, top } = calibrated(context, head, () => {
            const means = channelMeans(context.calibration(layer), head.head, statistic);
            return { means, top: context.kernels.topK(means, channels) };
          });
          const cache = walk(context, head, top, Number(bits), heavy);
          seen.keep(head, { cache, means, top });
          return cache;
        });
      },
      trace(layer, at, row) {
        const found = seen.of(layer, at);
        if (!found) return [wholeStage(context, layer, row, 'is dense')];
        const { head, cache, means, top } = found;
        const t = positionOf(context, row);
        const keys = keysRead(cache, t - context.prompt);
        const scores = labelScores(context, head, top, Number(bits), t).slice(0, t + 1);
        const own = new Set(context.kernels.topK(attentionAt(context, head, t), keys.length));
        const hits = keys.filter((key) => own.has(key)).length;
        return [
          {
            id: 'channels',
            caption: `${whole(top.length)} of ${count(means.length, 'channel')} make up ${percent(carriedBy(found))} of the mean size: ${list(
              [...top].sort((a, b) => a - b),
              16,
            )}.`,
            drawables: [
              {
                kind: 'bars',
                axis: 'head-channel',
                values: means,
                chosen: [...top],
                label: 'mean size on other texts',
              },
              {
                kind: 'matrix',
                matrix: sizesOf(head.k, t + 1),
                rows: 'head-channel',
                cols: 'key',
                causal: false,
                chosen: [...top],
                label: 'size of each key’s channels here, chosen channels marked at both ends',
              },
              {
                kind: 'matrix',
                matrix: headGrid(context, (l, h) => {
                  const one = seen.of(l, h);
                  return one ? carriedBy(one) : 1;
                }),
                rows: 'layer',
                cols: 'head',
                causal: false,
                label: 'share of the mean size that the chosen channels carry (dense layers: all)',
              },
            ],
          },
          {
            id: 'labels',
            caption: `Step ${whole(t)}: of the ${count(keys.length, 'token')} that score highest by labels ${whole(hits)} are among as many that it weighs most.`,
            drawables: [
              {
                kind: 'scatter',
                x: 'score by labels',
                y: 'true score q·k',
                groups: guessGroups(scores, trueScores(head, t), new Set(keys), own, [
                  'read, among the best',
                  'read in place of better ones',
                  'missed',
                  'the rest',
                ]),
                label: 'Scores that are guessed against true ones, a point a token',
              },
              { kind: 'bars', axis: 'key', values: scores, chosen: keys, label: 'score by labels' },
            ],
          },
          readStage(context, head, cache, row),
        ];
      },
    };
  },
  facts,
});

/** Keys that a picture of all channels shows. */
const MOST_KEYS = 2048;

interface Channels {
  readonly means: Float32Array;
  readonly top: Uint32Array;
}
const calibrated = carried<Channels>();

interface Seen extends Channels {
  readonly cache: HeadCache;
}

/** |k| of the first `seen` keys, at most: channels × keys. */
function sizesOf(k: Matrix, seen: number): Matrix {
  const keys = Math.min(seen, MOST_KEYS);
  const sizes = matrix(k.cols, keys);
  for (let key = 0; key < keys; key++) {
    for (let c = 0; c < k.cols; c++)
      sizes.data[c * keys + key] = Math.abs(k.data[key * k.cols + c]!);
  }
  return sizes;
}

/** The part of the mean size that lies in the chosen channels. */
function carriedBy({ means, top }: Pick<Seen, 'means' | 'top'>): number {
  const size = means.reduce((sum, mean) => sum + mean, 0);
  return size > 0 ? top.reduce((sum, channel) => sum + means[channel]!, 0) / size : 1;
}

/** q·k of a step with all keys so far, unscaled. */
function trueScores({ q, k, d }: DecodeHead, t: number): Float32Array {
  const scores = new Float32Array(t + 1);
  for (let key = 0; key <= t; key++) {
    for (let c = 0; c < d; c++) scores[key]! += q.data[t * d + c]! * k.data[key * d + c]!;
  }
  return scores;
}

/** Label scores of steps from `from` on over all keys, unscaled: (n − from) × n. */
function labelScores(
  { kernels }: DecodeContext,
  head: DecodeHead,
  channels: Uint32Array,
  bits: number,
  from: number,
): Float32Array {
  const q = roundTrip(columnsOf(head.q, channels, from), bits);
  const k = roundTrip(columnsOf(head.k, channels), bits);
  return kernels.products(q, k, 1).data;
}

/** Reads the best by labels; the labels of all tokens so far are read for it. */
function walk(
  context: DecodeContext,
  head: DecodeHead,
  channels: Uint32Array,
  bits: number,
  heavy: number,
): HeadCache {
  const { n, kernels } = context;
  const first = firstOf(context);
  const scores = labelScores(context, head, channels, bits, first);
  let probed = 0;
  const keysAt = (t: number): Iterable<number> => {
    if (heavy <= t) probed += t + 1;
    const at = (t - first) * n;
    return kernels.topK(scores.subarray(at, at + t + 1), heavy);
  };
  const read = readSets(context, keysAt, first);
  const bytes = Math.ceil((channels.length * bits) / 8); // a token's label
  return { read, leaves: null, estimatorBytes: probed * bytes };
}
