// What a method costs the whole model on a text: at several budgets, or at one figure's setting.
import { ExpectedError } from '../../core/result.ts';
import { hiddenLosses } from '../../model/loss.ts';
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
import { meterOf, tellCosts } from '../needle-order.ts';
import type { AttentionMethod, AttentionShape } from '../../methods/attention.ts';
import {
  lossPasses,
  measureLoss,
  measureNeedles,
  needlePasses,
  type CostSubject,
  type ModelCost,
} from './cost.ts';
import { readingOf } from './open.ts';
import type { AttentionTypes } from './types.ts';

type AttentionSetting = Setting<AttentionTypes>;

/** One setting a budget. */
export async function sweepCost(
  sweep: Sweep,
  settings: readonly AttentionSetting[],
  order: NeedleOrder,
  desk: Desk,
  each: Each<CostPoint<AttentionTypes>>,
): Promise<void> {
  const { method: id, budgets } = sweep;
  const [first] = settings;
  if (!first) return;
  const { subject, shape } = await costSubject(sweep, first.method, desk);
  for (const setting of settings) setting.paramsFor(shape); // bad input is said before the long work
  const needlesEach = order === 'never' ? 0 : needlePasses(subject);
  const total = settings.reduce(
    (sum, setting) => sum + lossPasses(subject, setting) + needlesEach,
    0,
  );
  const step = meterOf(desk, total, first.method.name);
  const checkpoint = (): Promise<void> => desk.checkpoint();
  const none = { needlesRight: 0, needles: 0 };
  await tellCosts<CostPoint<AttentionTypes>>(
    settings.length,
    order,
    {
      async loss(i) {
        const loss = await measureLoss(subject, settings[i]!, checkpoint, step);
        return { method: id, budget: budgets[i]!, ...loss, ...none };
      },
      needles: (i) => measureNeedles(subject, settings[i]!, checkpoint, step),
    },
    each,
  );
}

export async function costAt(
  asked: Asked,
  setting: AttentionSetting,
  desk: Desk,
): Promise<ModelCost> {
  const { subject } = await costSubject(asked, setting.method, desk);
  const total = lossPasses(subject, setting) + needlePasses(subject);
  const step = meterOf(desk, total, setting.method.name);
  const checkpoint = (): Promise<void> => desk.checkpoint();
  const loss = await measureLoss(subject, setting, checkpoint, step);
  return { ...loss, ...(await measureNeedles(subject, setting, checkpoint, step)) };
}

/** The text as what a method is measured on, and its sizes. */
async function costSubject(
  site: TextRequest,
  method: AttentionMethod,
  desk: Desk,
): Promise<{ readonly subject: CostSubject; readonly shape: AttentionShape }> {
  const reading = await readingOf(site, desk);
  const { llama, needleCases: cases } = reading.model;
  const { ids, hidden, n } = reading.subject;
  if (ids.length < 2) {
    throw new ExpectedError('text', 'a loss needs a text of at least two tokens, got one');
  }
  const key = String(reading.id);
  let denseLosses = desk.peek<Float64Array>('losses', key);
  if (!denseLosses) {
    denseLosses = await hiddenLosses(llama, hidden, ids, () => desk.checkpoint());
    desk.put('losses', key, denseLosses, denseLosses.byteLength);
  }
  const assets = await desk.assets(reading.model.name, method.assets ?? []);
  const { headDim, layers, heads } = llama.config;
  return {
    subject: { llama, ids, denseLosses, cases, assets },
    shape: { n, d: headDim, layers, heads },
  };
}
