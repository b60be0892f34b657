// Training a gate, step by step; a checkpoint after each.
import { ExpectedError } from '../src/core/result.ts';
import { contextFor } from '../src/domains/attention/context.ts';
import { gateLesson, trainGate as train } from '../src/domains/attention/gate-training.ts';
import { divergence, learnedGate } from '../src/methods/attention/seerattention/gate.ts';
import type { Each } from './api.ts';
import type { Desk } from './desk.ts';
import type { GateApi, GatePart, GateRequest } from './gates-api.ts';
import { loadMethod } from './methods.ts';
import { Reporter } from './reporter.ts';
import type { Report } from './run.ts';
import type { Job } from './scheduler.ts';
import type { Site } from './site.ts';

/** Longer runs only repeat what the text has to teach. */
const MOST_STEPS = 5000;
const SEED = 1;

export function gateApi(desk: Desk, report: Report): GateApi {
  return {
    trainGate: (ticket, request, each) =>
      report(ticket, 'recalls', [each], (job) => trainGate(desk, job, request, each)),
  };
}

async function trainGate(
  desk: Desk,
  job: Job,
  request: GateRequest,
  each: Each<GatePart>,
): Promise<null> {
  const { layer, head, block, steps } = request;
  whole('block', block, request.tokens);
  whole('steps', steps, MOST_STEPS);
  const reading = await desk.reading(job, request);
  const { kernels } = reading.model;
  const site = desk.siteOf(reading, layer, head);
  const lesson = gateLesson(site.head, await desk.map(job, site), block, kernels);
  const { target } = lesson;
  const reporter = new Reporter(each);
  const shipped = await shippedDivergence(job, site, block, (gate) => divergence(target, gate));
  const copy = Float32Array.from(target.data);
  reporter.send({ kind: 'start', nb: target.rows, target: copy, shipped });
  await train(
    lesson,
    { steps, seed: SEED },
    kernels,
    (frame) => reporter.send({ kind: 'step', ...frame }),
    () => job.checkpoint(),
  );
  await job.wait(reporter.heard());
  return null;
}

/** How far the model's own gate is off; null where it has none that fits. */
async function shippedDivergence(
  job: Job,
  { head, siblings, origin }: Site,
  block: number,
  measure: (gate: ReturnType<typeof learnedGate>['probs']) => number,
): Promise<number | null> {
  try {
    const { assets } = await loadMethod(job, origin, 'seerattention');
    const context = contextFor(head, { kernels: origin.kernels, siblings, assets });
    return measure(learnedGate(head, 'step_500', block, context).probs);
  } catch (error) {
    if (error instanceof ExpectedError) return null;
    throw error;
  }
}

function whole(field: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new ExpectedError(field, `${field} must be a whole number from 1 to ${most}, got ${value}`);
}
