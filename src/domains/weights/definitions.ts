// Every number of the weights domain, in words. Pure data: the page reads it for tooltips and tables.
import type { Definition } from '../definition.ts';

export type MetricUnit =
  'fraction' | 'ratio' | 'weights' | 'bytes' | 'FLOP' | 'FLOP per token' | 'nats per token';

export const METRICS = {
  sparsity: {
    label: 'sparsity',
    sentence:
      'Share of the weights of this matrix that are dropped, or that a fine-tuning would leave frozen.',
    denominator: 'out · in weights of the matrix',
    unit: 'fraction',
    better: 'higher',
  },
  modelSparsity: {
    label: 'sparsity of the model',
    sentence:
      'Share of all prunable weights that are dropped: the seven linear layers of every block. Embedding, output layer, biases and norms are never pruned and not counted.',
    denominator: 'all prunable weights',
    unit: 'fraction',
    better: 'higher',
  },
  kept: {
    label: 'kept weights',
    sentence: 'Weights of this matrix that the mask keeps.',
    denominator: null,
    unit: 'weights',
    better: 'lower',
  },
  outputError: {
    label: 'output error',
    sentence:
      'How far this layer’s output moves on tokens that calibrated nothing, as relative L2 distance. Its inputs come from the dense model until the whole model is pruned, then from behind the blocks pruned before it.',
    denominator: 'Frobenius norm of the unpruned layer’s output',
    unit: 'ratio',
    better: 'lower',
  },
  bytes: {
    label: 'memory',
    sentence: 'Bytes of the matrix in this format, with values in float16.',
    denominator: null,
    unit: 'bytes',
    better: 'lower',
  },
  flops: {
    label: 'arithmetic',
    sentence: 'Multiplications and additions that a kernel for this format performs per token.',
    denominator: null,
    unit: 'FLOP per token',
    better: 'lower',
  },
  breakEven: {
    label: 'break-even',
    sentence: 'Sparsity above which this format takes less memory than the dense matrix.',
    denominator: 'out · in weights of the matrix',
    unit: 'fraction',
    better: 'lower',
  },
  estimationFlops: {
    label: 'choosing',
    sentence:
      'Arithmetic that the method spends on choosing for this matrix, without running the calibration text.',
    denominator: null,
    unit: 'FLOP',
    better: 'lower',
  },
  nats: {
    label: 'loss',
    sentence: 'Mean surprise of the pruned model per predicted token of held-out text.',
    denominator: 'n − 1 predicted tokens',
    unit: 'nats per token',
    better: 'lower',
  },
  deltaNats: {
    label: 'loss added',
    sentence: 'How much more surprised the pruned model is than the dense one, per token.',
    denominator: 'n − 1 predicted tokens',
    unit: 'nats per token',
    better: 'lower',
  },
  perplexity: {
    label: 'perplexity',
    sentence:
      'e to the power of the loss: among how many equally likely tokens the model chooses, on average.',
    denominator: null,
    unit: 'ratio',
    better: 'lower',
  },
  needleAccuracy: {
    label: 'needles found',
    sentence:
      'Questions about a four-digit number told earlier in a generated tale that the pruned model answers with all digits right.',
    denominator: 'questions asked',
    unit: 'fraction',
    better: 'higher',
  },
} as const satisfies Readonly<Record<string, Definition<MetricUnit>>>;

export type MetricId = keyof typeof METRICS;
