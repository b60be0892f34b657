// Every number on the page, in words: label, one sentence, denominator, unit and which way is better.
// Pure data: the page reads it for tooltips and tables.
import type { Definition } from '../definition.ts';
import type { AttentionMetrics } from './metrics.ts';

export type MetricUnit =
  'fraction' | 'ratio' | 'pairs' | 'FLOP' | 'bytes per token' | 'nats per token';

export type MetricDefinition = Definition<MetricUnit>;

export const METRICS = {
  sparsity: {
    label: 'sparsity',
    sentence:
      'Share of the query–key pairs that are dropped; a decoder has no pairs above the diagonal.',
    denominator: 'n(n+1)/2 causal pairs',
    unit: 'fraction',
    better: 'higher',
  },
  keptPairs: {
    label: 'kept pairs',
    sentence: 'Query–key pairs that the mask keeps.',
    denominator: null,
    unit: 'pairs',
    better: 'lower',
  },
  recall: {
    label: 'recall',
    sentence: 'Attention mass that falls on kept keys, averaged over all query rows.',
    denominator: 'n rows, each with a mass of 1',
    unit: 'fraction',
    better: 'higher',
  },
  recallLastQuarter: {
    label: 'recall, last quarter',
    sentence:
      'Recall over the last quarter of the query rows only, because early rows have few keys and are easy.',
    denominator: '⌈n/4⌉ rows, each with a mass of 1',
    unit: 'fraction',
    better: 'higher',
  },
  outputError: {
    label: 'output error',
    sentence:
      'How far the head’s output moves when the kept keys share the whole attention among them, as relative L2 distance.',
    denominator: 'Frobenius norm of the dense output',
    unit: 'ratio',
    better: 'lower',
  },
  tileDensity16: {
    label: 'tile density, 16',
    sentence:
      'Share of the 16 × 16 tiles that hold any kept pair: what a block kernel would compute.',
    denominator: 'b(b+1)/2 causal tiles, b = ⌈n/16⌉',
    unit: 'fraction',
    better: 'lower',
  },
  tileDensity32: {
    label: 'tile density, 32',
    sentence:
      'Share of the 32 × 32 tiles that hold any kept pair: what a block kernel would compute.',
    denominator: 'b(b+1)/2 causal tiles, b = ⌈n/32⌉',
    unit: 'fraction',
    better: 'lower',
  },
  tileDensity64: {
    label: 'tile density, 64',
    sentence:
      'Share of the 64 × 64 tiles that hold any kept pair: what a block kernel would compute.',
    denominator: 'b(b+1)/2 causal tiles, b = ⌈n/64⌉',
    unit: 'fraction',
    better: 'lower',
  },
  idealFlops: {
    label: 'ideal FLOPs',
    sentence:
      'Arithmetic of scores and outputs if exactly the kept pairs were computed, 4d per pair; the softmax is left out.',
    denominator: null,
    unit: 'FLOP',
    better: 'lower',
  },
  kernelFlops: {
    label: 'kernel FLOPs',
    sentence: 'Arithmetic of a real kernel, which computes whole tiles and gathered columns.',
    denominator: null,
    unit: 'FLOP',
    better: 'lower',
  },
  estimationFlops: {
    label: 'estimation FLOPs',
    sentence: 'Arithmetic that the method spends on choosing what to keep.',
    denominator: null,
    unit: 'FLOP',
    better: 'lower',
  },
  denseFlops: {
    label: 'dense FLOPs',
    sentence: 'Arithmetic of scores and outputs over all causal pairs.',
    denominator: null,
    unit: 'FLOP',
    better: null,
  },
  speedUp: {
    label: 'arithmetic saved',
    sentence:
      'Dense FLOPs over those of kernel and estimation together: an upper bound of the speed-up.',
    denominator: 'kernel + estimation FLOPs',
    unit: 'ratio',
    better: 'higher',
  },
  kvBytesPerStep: {
    label: 'KV read per step',
    sentence:
      'Keys and values in float16 that decoding one more token reads, if every head of the model reads as many keys as this one; data of the method’s own estimator is left out.',
    denominator: 'one decoded token at length n',
    unit: 'bytes per token',
    better: 'lower',
  },
  nats: {
    label: 'loss',
    sentence: 'Mean surprise of the model per predicted token of this text.',
    denominator: 'n − 1 predicted tokens',
    unit: 'nats per token',
    better: 'lower',
  },
  deltaNats: {
    label: 'loss added',
    sentence:
      'How much more surprised the model is per token of this text with the mask in every layer and head, each layer’s mask chosen from its own, already changed queries and keys.',
    denominator: 'n − 1 predicted tokens',
    unit: 'nats per token',
    better: 'lower',
  },
  continuationDeltaNats: {
    label: 'loss added after prefill',
    sentence:
      'Loss added on the last tokens when they are decoded densely after a sparse prefill: here the method cannot profit from having seen later rows.',
    denominator: 'tokens of the continuation',
    unit: 'nats per token',
    better: 'lower',
  },
  needleAccuracy: {
    label: 'needles found',
    sentence:
      'Questions about a four-digit number told earlier in a generated tale that the model answers with all digits right.',
    denominator: 'questions asked',
    unit: 'fraction',
    better: 'higher',
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricId = keyof typeof METRICS;

/** Metrics of one head that can be read from its report, in the order in which tables show them. */
export const HEAD_METRICS = [
  'sparsity',
  'keptPairs',
  'recall',
  'recallLastQuarter',
  'outputError',
  'tileDensity16',
  'tileDensity32',
  'tileDensity64',
  'idealFlops',
  'kernelFlops',
  'estimationFlops',
  'denseFlops',
  'speedUp',
  'kvBytesPerStep',
] as const satisfies readonly MetricId[];

/** The value of a head's metric; null where decode is unchanged. */
export function readMetric(
  id: (typeof HEAD_METRICS)[number],
  metrics: AttentionMetrics,
): number | null {
  switch (id) {
    case 'tileDensity16':
      return metrics.tileDensity[16];
    case 'tileDensity32':
      return metrics.tileDensity[32];
    case 'tileDensity64':
      return metrics.tileDensity[64];
    case 'speedUp':
      return metrics.denseFlops / (metrics.kernelFlops + metrics.estimationFlops);
    default:
      return metrics[id];
  }
}
