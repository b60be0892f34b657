// What a method costs the whole model while decoding: the loss of what it writes, what it reads and holds,
// and whether it still answers questions about the prompt.
import { scoreNeedles, type NeedleCase } from '../../model/needles.ts';
import type { Asked, CostPoint, Desk, Each, NeedleOrder, Setting, Sweep } from '../contract.ts';
import { meterOf, tellCosts } from '../needle-order.ts';
import { draftFor } from './draft-for.ts';
import { mean, readOf, seenBy } from './measure.ts';
import { openCache } from './open.ts';
import { calibrationFor, ranOn } from './ran.ts';
import { providerOf, seenOf } from './run.ts';
import type { DecodeCost, DecodeSubject, DecodeSurvey, DecodeTypes, Measured } from './types.ts';

type DecodeSetting = Setting<DecodeTypes>;

export async function sweepCost(
  sweep: Sweep,
  settings: readonly DecodeSetting[],
  order: NeedleOrder,
  desk: Desk,
  each: Each<CostPoint<DecodeTypes>>,
): Promise<void> {
  const { method, budgets } = sweep;
  const subject = await openCache({ ...sweep, budget: null, sweep: true }, desk);
  for (const setting of settings) setting.paramsFor(subject); // bad input is said before the long work
  const cases = order === 'never' ? 0 : desk.model(subject.model).needleCases.length;
  const step = meterOf(desk, settings.length * (1 + cases), settings[0]?.method.name ?? '');
  const none = { needlesRight: 0, needles: 0 };
  await tellCosts<CostPoint<DecodeTypes>>(
    settings.length,
    order,
    {
      async loss(i) {
        const ran = await ranOn(subject, settings[i]!, desk, false);
        step();
        return { method, budget: budgets[i]!, ...withoutNeedles(ran, subject), ...none };
      },
      needles: (i) => needlesOf(subject, settings[i]!, desk, step),
    },
    each,
  );
}

/** A figure's own setting; tells every head's share on the way. */
export async function costAt(
  asked: Asked,
  setting: DecodeSetting,
  desk: Desk,
  each: Each<DecodeSurvey>,
): Promise<DecodeCost> {
  const subject = await openCache(asked, desk);
  const step = meterOf(desk, 1 + desk.model(subject.model).needleCases.length, setting.method.name);
  const ran = await ranOn(subject, setting, desk, true);
  surveyOf(ran, subject, desk, each);
  step();
  return {
    ...withoutNeedles(ran, subject),
    ...(await needlesOf(subject, setting, desk, step)),
  };
}

/** What a setting reads in every head. */
export function surveyOf(
  { heads, caches }: Measured,
  subject: DecodeSubject,
  desk: Desk,
  each: Each<DecodeSurvey>,
): void {
  for (const [layer, all] of heads.entries()) {
    for (const [head, tensors] of all.entries()) {
      const cache = caches[layer]![head]!;
      const recall = mean(readOf(tensors, cache, desk.kernels).recall);
      each({ layer, head, recall, sparsity: 1 - cache.read.count() / seenBy(subject) });
    }
  }
}

function withoutNeedles(
  { caches, whole }: Measured,
  subject: DecodeSubject,
): Omit<DecodeCost, 'needlesRight' | 'needles'> {
  const all = caches.flat();
  const read = all.reduce((sum, cache) => sum + cache.read.count(), 0);
  const { bytesRead, bytesHeld, nats, deltaNats } = whole;
  const sparsity = 1 - read / (all.length * seenBy(subject));
  return { sparsity, nats, deltaNats, bytesRead, bytesHeld };
}

/** A tale with the questions of which the answer comes while it is written; its prompt is the same share of it. */
export function lateNeedles(
  whole: NeedleCase,
  subject: DecodeSubject,
): NeedleCase & { readonly prompt: number } {
  const share = subject.prompt / subject.n;
  const prompt = Math.max(1, Math.round(share * whole.ids.length));
  return { ...whole, prompt, needles: whole.needles.filter(({ start }) => start > prompt) };
}

/** Tales that break off at the same share of their length; questions that come while they are written. */
export async function needlesOf(
  subject: DecodeSubject,
  setting: DecodeSetting,
  desk: Desk,
  step: () => void,
): Promise<Pick<DecodeCost, 'needlesRight' | 'needles'>> {
  const model = desk.model(subject.model);
  const { llama, needleCases } = model;
  const { method } = setting;
  const calibration = await calibrationFor(method, model, desk);
  let [needlesRight, needles] = [0, 0];
  for (const whole of needleCases) {
    const { prompt, ...all } = lateNeedles(whole, subject);
    if (all.needles.length > 0) {
      const params = setting.paramsFor({ ...subject, n: all.ids.length, prompt });
      const draft = await draftFor(method, params, model, { ids: all.ids, prompt }, desk);
      const late = asSeen(all, prompt, draft?.seen ?? null);
      const parts = { method, params, prompt: draft?.seen?.length ?? prompt, calibration, draft };
      const { mask } = providerOf(llama, late.ids.length, parts);
      const checkpoint = (): Promise<void> => desk.checkpoint();
      const score = await scoreNeedles(llama, late, { mask, checkpoint });
      needlesRight += score.right;
      needles += score.total;
    }
    step();
  }
  return { needlesRight, needles };
}

/** The same where the model sees a part of the prompt only: what comes after it moves up. */
function asSeen(late: NeedleCase, prompt: number, seen: Uint32Array | null): NeedleCase {
  if (!seen) return late;
  const fewer = prompt - seen.length;
  const needles = late.needles.map((needle) => ({
    ...needle,
    ...{ start: needle.start - fewer, end: needle.end - fewer },
  }));
  return { ...late, ids: seenOf(late.ids, prompt, seen), needles };
}
