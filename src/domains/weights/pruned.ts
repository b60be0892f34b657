// The whole model pruned with one setting: made once for all who ask meanwhile, and kept while it fits.
import type { Asked, Desk, Setting } from '../contract.ts';
import { textKey } from '../text-key.ts';
import type { CalibratedModel } from './calibrate.ts';
import { bytesOf, calibratedModel, calibrationText, weightsOf } from './calibrated.ts';
import { pruneModel, type Pruning } from './prune.ts';
import type { PrunedSite, WeightTypes } from './types.ts';

const SHELF = 'pruning';

/** Only where it is at hand. */
export function keptPruning(asked: Asked, desk: Desk): Pruning | undefined {
  return desk.peek(SHELF, settingKey(asked));
}

/** `onBlock` of the first who asks is told. */
export async function prune(
  asked: Asked,
  setting: Setting<WeightTypes>,
  desk: Desk,
  onBlock?: (done: number, blocks: number) => void,
): Promise<Pruning> {
  const known = keptPruning(asked, desk);
  if (known) return known;
  const key = settingKey(asked);
  return desk.once(`pruning ${key}`, async (own) => {
    const subject = weightsOf(own.model(asked.model), own);
    const dense = await denseFor(asked, setting, own);
    const options = { checkpoint: () => own.checkpoint(), onBlock, dense };
    const pruning = await pruneModel(subject, calibrationText(asked, own), setting, options);
    // The pruned weights, once as they are and once as the kernels hold them.
    const bytes = bytesOf(pruning) + 8 * subject.prunable;
    return own.put(SHELF, key, pruning, bytes, (made) => made.release());
  });
}

/** The dense calibration, for methods that plan with it. */
export async function denseFor(
  request: Pick<Asked, 'model' | 'text' | 'tokens'>,
  { method }: Setting<WeightTypes>,
  desk: Desk,
): Promise<CalibratedModel | undefined> {
  return method.calibrates.plan ? calibratedModel(request, desk) : undefined;
}

/** What is left of every matrix. */
export function sitesOf({ matrices }: Pruning): PrunedSite[] {
  return matrices.map(({ layer, name: matrix, selection, weight, outputError }) => ({
    ...{ layer, matrix, outputError },
    kept: selection.mask.count(),
    weights: weight.data.length,
  }));
}

function settingKey(asked: Asked): string {
  const { method, budget, set } = asked;
  return `${textKey(asked)} ${method} ${budget} ${JSON.stringify(set)}`;
}
