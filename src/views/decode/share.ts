// A figure of decode as numbers and arrays.
import type { Types } from '../../domains/decode/types.ts';
import { floats, maskArray } from '../../kit/share/mask-array.ts';
import { linesOf } from '../../kit/share/numbers.ts';
import type { ShareView } from '../contract.ts';

const share: ShareView<Types, null> = {
  arraysNote: 'NPZ holds mask and row_mass for NumPy.',
  inexactNote: 'makes it anew',

  numbers(figure) {
    return { parts: { metrics: figure.reply.metrics }, lines: share.lines(figure) };
  },

  lines: ({ spec, reply }) => linesOf('figure', spec.method, spec.budget ?? '', reply.metrics),

  /** `mask` uint8 [tokens, units], `row_mass` float32 [tokens]. */
  arrays({ mask, reply }) {
    const { rowMass } = reply;
    const arrays = mask && { mask: maskArray(mask), row_mass: floats([mask.rows], rowMass) };
    return Promise.resolve(arrays);
  },
};

export default share;
