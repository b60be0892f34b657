// Erdős–Rényi ratios in terms of published codes. Those deal densities out to the layers of a network, and
// so does the plan of the method, which sees sizes only.
import { MATRICES, type WeightModel } from '../../../../src/methods/weights.ts';
import { matrix } from '../../../../src/core/tensor.ts';
import { resolveParams } from '../../../../src/core/params.ts';
import random from '../../../../src/methods/weights/random/random.ts';
import { kernels } from '../cases.ts';
import type { Answers, Golden, Rules } from '../mapping.ts';

type Densities = Readonly<Record<string, number>>;

interface Told {
  readonly shapes: Readonly<Record<string, readonly [out: number, inputs: number]>>;
  readonly random_pruning: Readonly<Record<'ER' | 'ERK', Densities>>;
  readonly rigl: Readonly<Record<'erdos_renyi' | 'erdos_renyi_kernel' | 'uniform', Densities>>;
}

/** Of layers without convolutions, where both forms of the ratios are one. */
function densities(golden: Golden): Promise<Answers> {
  const told = golden.json() as Told;
  const { density } = golden.about.params as { readonly density: number };
  const plan = (ratios: 'er' | 'uniform'): readonly number[] => {
    const params = resolveParams(random.params, { sparsity: 1 - density, ratios });
    if (!params.ok) throw new Error(params.message);
    return random.plan!(modelOf(told), params.value, kernels).densities;
  };
  const held = (ratios: 'er' | 'uniform', theirs: Densities) => ({
    ours: plan(ratios),
    theirs: Object.keys(told.shapes).map((name) => theirs[name] ?? NaN),
  });
  return Promise.resolve({
    'random_pruning.ER': held('er', told.random_pruning.ER),
    'random_pruning.ERK': held('er', told.random_pruning.ERK),
    'rigl.erdos_renyi': held('er', told.rigl.erdos_renyi),
    'rigl.erdos_renyi_kernel': held('er', told.rigl.erdos_renyi_kernel),
    'rigl.uniform': held('uniform', told.rigl.uniform),
  });
}

function modelOf({ shapes }: Told): WeightModel {
  const layers = Object.keys(shapes).length;
  const matrices = Object.values(shapes).map(([out, size], layer) => ({
    ...{ out, in: size, layers, heads: 1, kvHeads: 1, layer, name: MATRICES[0] },
    weight: matrix(out, size),
  }));
  return { matrices };
}

export const rules: Rules = { 'er/erk': densities };
