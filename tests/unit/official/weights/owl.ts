// OWL in terms of its published code. The cases come without their model, so that its shares of outliers
// are taken from them: what follows is compared, the densities of the blocks and what each linear loses.
import { defaultsOf } from '../../../../src/core/params.ts';
import { createRandom } from '../../../../src/core/random.ts';
import { matrix } from '../../../../src/core/tensor.ts';
import { summarise } from '../../../../src/domains/weights/statistics.ts';
import { keepRatios } from '../../../../src/methods/weights/owl/densities.ts';
import owl from '../../../../src/methods/weights/owl/owl.ts';
import type { WeightMatrix } from '../../../../src/methods/weights.ts';
import { kernels } from '../cases.ts';
import type { Answers, Golden, Rules } from '../mapping.ts';

interface Asked {
  readonly Lamda: number;
  readonly sparsity_ratio: number;
}

interface Told {
  readonly outlier_ratio_percent: readonly number[];
  readonly keep_ratio_per_block: readonly number[];
  readonly sparsity_per_block: readonly number[];
  /** By block and name: “0.mlp.down_proj”. */
  readonly realised_sparsity_per_linear: Readonly<Record<string, number>>;
}

/** Inputs of the linears of the cases' model. */
const WIDTH = 192;
const HIDDEN = 512;

function densities(golden: Golden): Promise<Answers> {
  const { Lamda, sparsity_ratio } = golden.about.params as unknown as Asked;
  const told = golden.json() as Told;
  const outliers = told.outlier_ratio_percent;
  const keep = keepRatios(outliers, sparsity_ratio, Lamda);
  const layers = outliers.map((_, layer) => layer);
  const plan = { layers, keep, outliers: Float32Array.from(outliers) };
  const params = { ...defaultsOf(owl.params), sparsity: sparsity_ratio };
  const loses = (linear: string): number => {
    const layer = Number(linear.split('.')[0]);
    const subject = linearOf(layer, linear.endsWith('down_proj') ? HIDDEN : WIDTH);
    const context = { kernels, plan, siblings: () => [subject] };
    const { mask } = owl.select(subject, params, context);
    return 1 - mask.count() / (mask.rows * mask.cols);
  };
  const { realised_sparsity_per_linear: realised } = told;
  return Promise.resolve({
    densities: {
      ours: [...outliers, ...keep],
      theirs: [...outliers, ...told.keep_ratio_per_block],
      leftOut: (at) => at < outliers.length,
    },
    sparsity_per_block: { ours: keep.map((share) => 1 - share), theirs: told.sparsity_per_block },
    realised_sparsity_per_linear: {
      ours: Object.keys(realised).map(loses),
      theirs: Object.values(realised),
    },
  });
}

/** How much goes depends on the size alone. */
function linearOf(layer: number, size: number): WeightMatrix {
  const random = createRandom(layer);
  const draw = (rows: number) =>
    matrix(
      rows,
      size,
      Float32Array.from({ length: rows * size }, () => random.next() - 0.5),
    );
  const weight = draw(4);
  return {
    ...{ out: weight.rows, in: size, layers: 6, heads: 6, kvHeads: 6, layer, name: 'down' },
    ...{ weight, inputs: summarise([draw(8)], kernels) },
  };
}

export const rules: Rules = { owl: densities };
