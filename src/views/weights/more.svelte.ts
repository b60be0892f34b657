// What the weights explorer measures besides its figure: the whole model pruned, and curves.
import type { WeightTypes } from '../../domains/weights/types.ts';
import { SiteCurves } from '../../kit/curves.svelte.ts';
import type { Explorer } from '../../kit/explorer.svelte.ts';
import { CURVE_BUDGETS } from './budgets.ts';
import { ModelSweep } from './model-sweep.svelte.ts';
import { WholeModel } from './whole.svelte.ts';

export class MatrixMore {
  readonly whole: WholeModel;
  /** Errors of the matrix. */
  readonly curves: SiteCurves<WeightTypes>;
  /** Costs of the model. */
  readonly sweep: ModelSweep;

  constructor(explorer: Explorer<WeightTypes>) {
    this.whole = new WholeModel(explorer);
    this.sweep = new ModelSweep(explorer, this.whole);
    this.curves = new SiteCurves(explorer, {
      budgets: CURVE_BUDGETS,
      methods: () => explorer.methods.map(({ id }) => id),
      key: () => explorer.info !== null && explorer.curveKey,
      pause: 250,
    });
  }
}
