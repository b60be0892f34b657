// A figure of decode as numbers and arrays.
import type { DecodeTypes } from '../../domains/decode/types.ts';
import { floats, maskArray } from '../../kit/share/mask-array.ts';
import { linesOf } from '../../kit/share/numbers.ts';
import type { ShareView } from '../contract.ts';
import type { DecodeMore } from './more.svelte.ts';

const share: ShareView<DecodeTypes, DecodeMore> = {
  arraysNote:
    'NPZ holds what each step reads, when each token leaves, and each step’s recall for NumPy.',
  inexactNote: 'makes it anew',

  numbers(figure, { curves, more }) {
    const { metrics, misses } = figure.reply;
    const cost = more?.cost ?? null;
    const { method, budget } = figure.spec;
    const lines = [
      ...share.lines(figure),
      ...(cost ? linesOf('model', method, budget ?? '', cost) : []),
      ...curves.flatMap((point) => linesOf('curve', point.method, point.budget, point.metrics)),
    ];
    return { parts: { metrics, misses, cost, curves }, lines };
  },

  lines: ({ spec, reply }) => linesOf('figure', spec.method, spec.budget ?? '', reply.metrics),

  /** `read` uint8 [steps, n], `leaves` float32 [n], `row_recall` float32 [steps]. */
  arrays({ mask, reply }) {
    const { rowRecall, leaves } = reply;
    return Promise.resolve(
      mask && {
        read: maskArray(mask),
        leaves: floats([leaves.length], Float32Array.from(leaves)),
        row_recall: floats([rowRecall.length], rowRecall),
      },
    );
  },
};

export default share;
