// What pruning costs the whole model: at several budgets, or at one figure's setting.
import type {
  Asked,
  CostPoint,
  Desk,
  Each,
  NeedleOrder,
  Setting,
  Sweep,
  TextRequest,
} from '../contract.ts';
import { textKey } from '../text-key.ts';
import {
  costOf,
  measureModel,
  probeOf,
  type ModelCost,
  type ModelLoss,
  type Probe,
} from './cost.ts';
import { calibrationText, weightsOf } from './calibrated.ts';
import { denseFor, prune, sitesOf } from './pruned.ts';
import type { PrunedCost, PrunedSite, WeightTypes } from './types.ts';

/** Text to measure on. */
interface TextProbe extends Probe {
  /** Whether none of it calibrated. */
  readonly heldOut: boolean;
}

/**
 * A pruned model is not kept: needles asked `after` the loss come before the next budget, and the point
 * comes twice, first with 0 needles.
 */
export async function sweepCost(
  sweep: Sweep,
  settings: readonly Setting<WeightTypes>[],
  order: NeedleOrder,
  desk: Desk,
  each: Each<CostPoint<WeightTypes>>,
): Promise<void> {
  const { method: id, budgets } = sweep;
  const { needleCases, llama } = desk.model(sweep.model);
  const subject = weightsOf(desk.model(sweep.model), desk);
  const text = calibrationText(sweep, desk);
  const cases = order === 'never' ? [] : needleCases;
  const probe = { ...(await probeFor(sweep, desk)), cases };
  const checkpoint = (): Promise<void> => desk.checkpoint();
  const total = budgets.length * (llama.config.layers + 1 + cases.length);
  let done = 0;
  for (const [i, setting] of settings.entries()) {
    const dense = await denseFor(sweep, setting, desk);
    const step = (): void => desk.progress(++done, total, setting.method.name);
    const send = (cost: ModelCost): void =>
      each({ method: id, budget: budgets[i]!, ...cost, ...extent(probe) });
    const onLoss = (loss: ModelLoss): void => {
      if (order === 'after') send({ ...loss, needlesRight: 0, needles: 0 });
    };
    const options = { checkpoint, onBlock: step, onPass: step, onLoss, dense };
    send(await costOf(subject, text, setting, probe, options));
  }
}

/** Prunes the model block by block and keeps it for figures; `each` hears what is left of all matrices. */
export async function costAt(
  asked: Asked,
  setting: Setting<WeightTypes>,
  desk: Desk,
  each: Each<PrunedSite>,
): Promise<PrunedCost> {
  const { needleCases, llama } = desk.model(asked.model);
  const blocks = llama.config.layers;
  const total = blocks + 1 + needleCases.length;
  const pruning = await prune(asked, setting, desk, (done) =>
    desk.progress(done, total, 'pruning'),
  );
  for (const site of sitesOf(pruning)) each(site);
  const probe = await probeFor(asked, desk);
  let passes = blocks;
  const cost = await measureModel(
    pruning,
    { ...probe, cases: needleCases },
    {
      checkpoint: () => desk.checkpoint(),
      onPass: () => desk.progress(++passes, total, 'measuring'),
    },
  );
  return { ...cost, ...extent(probe) };
}

/** The held-out text, with the dense model's loss on it; without needles. */
async function probeFor(request: TextRequest, desk: Desk): Promise<TextProbe> {
  const key = textKey(request);
  const known = desk.peek<TextProbe>('probe', key);
  if (known) return known;
  const { calibration, heldOut } = calibrationText(request, desk);
  const { llama, tokenizer } = desk.model(request.model);
  const marks = tokenizer.before.length;
  const held = joined(heldOut, marks);
  const ids = held.length > 1 ? held : joined(calibration, marks);
  const read = ids.subarray(0, llama.config.maxTokens);
  const probe = await probeOf(llama, read, [], () => desk.checkpoint());
  return desk.put('probe', key, { ...probe, heldOut: ids === held }, ids.byteLength);
}

/** Sequences as one again: the marks, which all of them bring, once. */
function joined([first, ...others]: readonly Uint32Array[], marks: number): Uint32Array {
  return Uint32Array.from([
    ...(first ?? []),
    ...others.flatMap((each) => [...each.subarray(marks)]),
  ]);
}

function extent({ ids, heldOut }: TextProbe): Pick<PrunedCost, 'tokens' | 'heldOut'> {
  return { tokens: ids.length - 1, heldOut };
}
