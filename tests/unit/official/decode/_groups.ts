// The decode cases of The Sparse Frontier: four query heads, of which two and two read the keys of one data head.
import type { NpyArray } from '../../../../src/core/npy.ts';
import { matrix, type Matrix } from '../../../../src/core/tensor.ts';
import type { DecodeHead, HeadCache } from '../../../../src/methods/decode.ts';
import type { Golden, Values } from '../mapping.ts';

const [HEADS, D] = [4, 32];

/** `n`: one more than the case has makes all of its tokens a prompt; the last is zeros. */
export function groupedHeads(golden: Golden, n: number): DecodeHead[] {
  const { group_size: group } = golden.about.params as { readonly group_size: number };
  return Array.from({ length: HEADS }, (_, head) => {
    const kvHead = Math.floor(head / group);
    const read = (name: string, data: number): Matrix => dataHead(golden.input(name), data, n);
    const k = read('k', kvHead * group);
    return { n, d: D, layer: 0, head, kvHead, q: read('q', head), k, v: k };
  });
}

function dataHead({ bytes, shape }: NpyArray, data: number, n: number): Matrix {
  const all = new Float32Array(bytes.slice().buffer);
  const size = shape[1]! * D;
  const out = matrix(n, D);
  out.data.set(all.subarray(data * size, data * size + Math.min(size, n * D)));
  return out;
}

/** Heads of the data with keys of their own × prompt. */
export function keptOfGroups(layer: readonly HeadCache[], prompt: number): Values {
  return [layer[0]!, layer[2]!].flatMap(({ leaves }) =>
    Array.from(leaves!.subarray(0, prompt), (left) => Number(left > prompt)),
  );
}
