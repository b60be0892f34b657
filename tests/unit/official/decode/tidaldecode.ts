// TidalDecode in terms of its published code: layer l's head h is data head (h + l) mod 5.
import type { Rules } from '../mapping.ts';
import { caches, layerOf, readOf, run, type Told } from './_caches.ts';

interface Asked {
  readonly top_k: number;
  readonly sparse_layer_start: number;
  readonly correction_layer: number;
  readonly num_layers: number;
}

const set = ({ top_k, sparse_layer_start, correction_layer }: Asked) => ({
  ...{ k: top_k, start: sparse_layer_start, reselect: correction_layer },
});
const layersOf = ({ num_layers }: Asked, golden: Told['golden']) =>
  Array.from({ length: num_layers }, (_, layer) => layerOf(golden, layer, layer));

export const rules: Rules = {
  tidaldecode: caches<Asked>(
    'tidaldecode',
    (params) => ({ ...set(params), rule: 'evaluation' }),
    ({ golden, ran }) => {
      const params = golden.about.params as unknown as Asked;
      const { sparse_layer_start: s, correction_layer: c } = params;
      const clean = run('tidaldecode', { ...set(params), rule: 'clean' }, layersOf(params, golden));
      return {
        read: { ours: readOf(ran.caches[s + 1]!) },
        read_correction: { ours: readOf(ran.caches[c + 1]!), follows: true },
        read_kernel_rule_s: { ours: readOf(clean.caches[s + 1]!), follows: true },
        read_kernel_rule_c: { ours: readOf(clean.caches[c + 1]!), follows: true },
      };
    },
    layersOf,
  ),
};
