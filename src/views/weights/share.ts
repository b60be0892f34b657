// A matrix's figure as numbers and arrays.
import type { WeightTypes } from '../../domains/weights/types.ts';
import { floats, maskArray } from '../../kit/share/mask-array.ts';
import type { ShareView } from '../contract.ts';
import type { MatrixMore } from './more.svelte.ts';
import { weightLines, weightParts } from './share-numbers.ts';

const NOTHING = { cost: null, costs: [], curves: [], sites: [] };

const share: ShareView<WeightTypes, MatrixMore> = {
  arraysNote: 'NPZ holds mask, weights before and after, scores and input norms for NumPy.',
  inexactNote:
    'prunes the whole model for it, block by block; here all blocks before are dense, so numbers differ',

  numbers({ spec, reply }, { curves, more }) {
    const numbers = {
      ...{ spec, reply, curves },
      cost: more?.whole.cost ?? null,
      sites: more?.whole.current ? [...more.whole.sites.values()] : [],
      costs: more?.sweep.points ?? [],
    };
    return { parts: weightParts(numbers), lines: weightLines(numbers) };
  },

  lines: ({ spec, reply }) => weightLines({ spec, reply, ...NOTHING }),

  /**
   * `mask` uint8, `weight` and `pruned_weight` float32, all [out, in]; `scores` float32 [out, in] where the
   * method scores, `input_norms` float32 [in] where it read a text. Null where a row cannot be had.
   */
  async arrays({ mask }, rowOf) {
    if (!mask) return null;
    const { rows, cols } = mask;
    const shape = [rows, cols];
    const weight = new Float32Array(rows * cols);
    const pruned = new Float32Array(rows * cols);
    let scores: Float32Array | null = null;
    let norms: Float32Array | null = null;
    for (let output = 0; output < rows; output++) {
      const read = await rowOf(output);
      if (!read) return null;
      weight.set(read.values, output * cols);
      pruned.set(read.pruned, output * cols);
      if (read.scores) (scores ??= new Float32Array(rows * cols)).set(read.scores, output * cols);
      norms ??= read.norms;
    }
    return {
      mask: maskArray(mask),
      weight: floats(shape, weight),
      pruned_weight: floats(shape, pruned),
      ...(scores && { scores: floats(shape, scores) }),
      ...(norms && { input_norms: floats([cols], norms) }),
    };
  },
};

export default share;
