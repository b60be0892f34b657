// Worked examples of Double Sparsity. Statistics come from the heads of the example themselves.
import { matrix, matrixOf } from '../../../core/tensor.ts';
import { headFrom } from '../../_shared/heads.ts';
import type { DecodeFact, DecodeHead } from '../../decode.ts';

const KEYS = [
  ...[
    [1, 0.5, 0, 0.2],
    [0, 2, 1, 0],
    [3, -1, 0, 1],
  ],
  ...[
    [0, 1, 2, -1.5],
    [1, 1.5, -1, 1],
    [0, 0, 1, -2],
  ],
];

export const facts: readonly DecodeFact[] = [
  {
    name: 'two of four channels',
    why: 'Means .2 3 .4 1 choose channels 1 and 3; label scores .8 4 −3 3.5 2 2: keys 1 and 3, as the full logits .9 4.3 −2.7 4.1 1.8 2.3 would.',
    prompt: 5,
    layers: () => [[example(0)]],
    params: { statistic: 'q', channels: 2, heavy: 2, bits: '16', denseLayers: 0 },
    rows: [[['.#.#..']]],
  },
  {
    name: 'one channel',
    why: 'Channel 1 alone scores 1 4 −2 2 3 0: keys 1 and 4; the true second, key 3, is missed.',
    prompt: 5,
    layers: () => [[example(0)]],
    params: { statistic: 'q', channels: 1, heavy: 2, bits: '16', denseLayers: 0 },
    rows: [[['.#..#.']]],
  },
  {
    name: 'the first layer dense',
    why: 'Layer 0 reads everything, layer 1 keys 1 and 3.',
    prompt: 5,
    layers: () => [[example(0)], [example(1)]],
    params: { statistic: 'q', channels: 2, heavy: 2, bits: '16', denseLayers: 1 },
    rows: [[['######']], [['.#.#..']]],
  },
];

/** Six keys; the last token asks. Queries before RoPE have the example's means. */
function example(layer: number): DecodeHead {
  const q = matrix(6, 4);
  q.data.set([0.1, 2, 0.3, -1], 20);
  const qPre = matrixOf(KEYS.map(() => [0.2, 3, 0.4, 1]));
  return { ...headFrom(q, matrixOf(KEYS)), qPre, layer };
}
