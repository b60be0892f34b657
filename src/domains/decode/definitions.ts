// What the numbers of a cache say of themselves.
import type { Definition } from '../definition.ts';

export const METRICS = {
  sparsity: {
    label: 'unread',
    sentence: 'Share of all earlier tokens that the steps of this head do not read.',
    ...{ denominator: 'every token up to each step', unit: 'share', better: null },
  },
  recall: {
    label: 'attention read',
    sentence:
      'How much of the attention that a step would give to all tokens, evicted ones too, falls on those that it reads; mean over the steps.',
    ...{ denominator: 'the whole attention of a step', unit: 'share', better: 'higher' },
  },
  deltaNats: {
    label: 'loss added',
    sentence:
      'How much more surprised the model is per token that it writes, with the method in every layer and head, each layer working on what the layers below have changed.',
    ...{ denominator: 'tokens after the first step', unit: 'nats per token', better: 'lower' },
  },
  needles: {
    label: 'needles found',
    sentence:
      'Questions about a four-digit number told earlier in a generated tale, asked while it is being written, that the model answers with all digits right.',
    ...{ denominator: 'questions asked', unit: 'fraction', better: 'higher' },
  },
  needlesAtEnd: {
    label: 'needles, asked in the prompt',
    sentence:
      'The same questions, each as the end of a prompt: all of the tale before it is read densely and tells the first digit; the rest of the answer is written under the method. Methods that cut the prompt by what its last tokens look at have seen the question.',
    ...{ denominator: 'questions asked', unit: 'fraction', better: 'higher' },
  },
  bytesRead: {
    label: 'cache read a step',
    sentence:
      'Bytes of keys and values that one step reads in all layers and heads, in float16, with what the method’s own estimates read; mean over the steps.',
    ...{ denominator: null, unit: 'bytes', better: 'lower' },
  },
  bytesSeen: {
    label: 'with a full cache',
    sentence: 'The same where every step reads everything.',
    ...{ denominator: null, unit: 'bytes', better: null },
  },
  bytesHeld: {
    label: 'cache held at the end',
    sentence: 'Bytes of keys and values that all layers and heads still store at the last step.',
    ...{ denominator: null, unit: 'bytes', better: 'lower' },
  },
  bytesFull: {
    label: 'a full cache',
    sentence: 'The same where nothing is evicted.',
    ...{ denominator: null, unit: 'bytes', better: null },
  },
  held: {
    label: 'tokens held',
    sentence: 'Tokens that the cache of this head stores at the last step.',
    ...{ denominator: null, unit: 'tokens', better: null },
  },
  nats: {
    label: 'loss',
    sentence: 'How surprised the model is per token that it writes under the method.',
    ...{ denominator: 'tokens after the first step', unit: 'nats per token', better: 'lower' },
  },
} as const satisfies Readonly<Record<string, Definition>>;

export type MetricId = keyof typeof METRICS;
