// A head's figure as numbers and arrays.
import type { AttentionTypes } from '../../domains/attention/types.ts';
import { floats, maskArray } from '../../kit/share/mask-array.ts';
import type { ShareView } from '../contract.ts';
import type { HeadMore } from './more.svelte.ts';
import { attentionLines, attentionParts, type AttentionNumbers } from './share-numbers.ts';

/** Longer texts get the mask alone: n² scores would not fit into a page. */
const LONGEST = 2048;
const NOTHING = { cost: null, costs: [], curves: [], recalls: [] };

const share: ShareView<AttentionTypes, HeadMore> = {
  arraysNote: 'NPZ holds mask, attention and each query’s recall for NumPy.',
  inexactNote:
    'makes it from the spec with the model itself; here its tensors are in half precision, so last digits may differ',

  numbers({ spec, reply }, { curves, more }) {
    const numbers: AttentionNumbers = {
      ...{ spec, reply, curves },
      cost: more?.cost ?? null,
      costs: more ? [...more.costCurve.points.values()].flat() : [],
      recalls: more
        ? [...more.recalls].map(([place, recall]) => {
            const [layer = 0, head = 0] = place.split('.').map(Number);
            return { layer, head, recall };
          })
        : [],
    };
    return { parts: attentionParts(numbers), lines: attentionLines(numbers) };
  },

  lines: ({ spec, reply }) => attentionLines({ spec, reply, ...NOTHING }),

  /** `mask` uint8 [n, n], `row_recall` float32 [n], `attention` float32 [n, n]. */
  async arrays({ mask, reply }, row) {
    if (!mask) return null;
    const n = mask.rows;
    const arrays = { mask: maskArray(mask), row_recall: floats([n], reply.rowRecall) };
    if (n > LONGEST) return arrays;
    const attention = new Float32Array(n * n);
    for (let query = 0; query < n; query++) {
      const read = await row(query);
      if (!read) return arrays;
      attention.set(read.weights, query * n);
    }
    return { ...arrays, attention: floats([n, n], attention) };
  },
};

export default share;
