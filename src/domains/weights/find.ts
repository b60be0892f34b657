// What a method keeps of a matrix, and its metrics: all that is needed where the method is at hand.
import type { Desk, Found, Miss, Setting } from '../contract.ts';
import { matrixMetrics } from './metrics.ts';
import { whyMissed } from './missed.ts';
import { outputError, planFor, selectFrom, weightsAfter } from './select.ts';
import type { MatrixReport, MatrixSubject, WeightTypes } from './types.ts';

type Selection = WeightTypes['selection'];

export const finding = {
  shapeOf: ({ matrix }: MatrixSubject) => matrix,

  sparsityOf: ({ mask }: Selection) => 1 - mask.count() / (mask.rows * mask.cols),

  /** A method that plans deals the share out over the whole model: no matrix need have it. */
  reached(
    selection: Selection,
    { model, modelSparsity }: MatrixSubject,
    { method }: Setting<WeightTypes>,
  ): number | null {
    if (!method.plan || model.matrices.length === 1) return finding.sparsityOf(selection);
    return method.effect === 'prune' ? (modelSparsity ?? null) : null;
  },

  whyMissed: (miss: Miss, { selection }: Pick<Found<WeightTypes>, 'selection'>) =>
    whyMissed(miss, selection),

  async select(
    subject: MatrixSubject,
    setting: Setting<WeightTypes>,
    desk: Desk,
  ): Promise<Selection> {
    if (subject.pruned) return subject.pruned.selection;
    return desk.quietly(() =>
      selectFrom(subject.matrix, setting, {
        kernels: desk.kernels,
        plan: planOf(subject, setting, desk),
        get block() {
          return subject.block;
        },
      }),
    );
  },

  async measure(
    { matrix, pruned }: MatrixSubject,
    selection: Selection,
    { method }: Setting<WeightTypes>,
    desk: Desk,
  ): Promise<MatrixReport> {
    if (pruned) {
      return { metrics: matrixMetrics(selection, pruned.outputError), after: pruned.after };
    }
    const after = weightsAfter(matrix, selection, method.effect);
    const error = outputError(matrix.heldOut, matrix.weight, after, desk.kernels);
    return { metrics: matrixMetrics(selection, error), after };
  },
};

/** What the method makes of the whole model, made once for all matrices and settings that resolve alike. */
function planOf(subject: MatrixSubject, setting: Setting<WeightTypes>, desk: Desk): unknown {
  const { model, modelKey } = subject;
  const [first] = model.matrices;
  if (!setting.method.plan || !first) return undefined;
  const params = JSON.stringify(setting.paramsFor(first));
  const key = `${modelKey} ${setting.method.id} ${params}`;
  const known = desk.peek<{ readonly plan: unknown }>('plan', key);
  if (known) return known.plan;
  const plan = planFor(setting, model, desk.kernels);
  desk.put('plan', key, { plan }, 2 ** 16);
  return plan;
}
