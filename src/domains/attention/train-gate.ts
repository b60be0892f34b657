// Training a gate for one head in front of the reader, step by step; a checkpoint after each.
import { ExpectedError } from '../../core/result.ts';
import { divergence, learnedGate, TABLE } from '../../methods/attention/seerattention/gate.ts';
import type { Asked, Desk, Each } from '../contract.ts';
import { contextFor } from './context.ts';
import { gateLesson, trainGate as train, type GateFrame } from './gate-training.ts';
import { headOf, mapOf, placeOf, readingOf } from './open.ts';
import type { HeadSubject } from './types.ts';

/** Longer runs only repeat what the text has to teach. */
const MOST_STEPS = 5000;
const SEED = 1;

/** What the gate is to learn; comes before the first frame. */
export interface GateStart {
  readonly kind: 'start';
  /** Blocks. */
  readonly nb: number;
  /** Tile maxima of dense attention, rows of sum 1: nb × nb. */
  readonly target: Float32Array;
  /** KL on this text of the gate that came with the model, nats per block row; null where none came. */
  readonly shipped: number | null;
}

/** A recorded step. */
export interface GateStep extends GateFrame {
  readonly kind: 'step';
}

export type GatePart = GateStart | GateStep;

/** `request`: `block` tokens a block, `steps` of training. From the same first weights every time. */
export async function trainGate(
  asked: Asked,
  _: object,
  request: Readonly<Record<string, unknown>>,
  desk: Desk,
  each: Each<GatePart>,
): Promise<void> {
  const block = whole('block', request['block'], asked.tokens);
  const steps = whole('steps', request['steps'], MOST_STEPS);
  const { layer, head } = placeOf(asked);
  const subject = headOf(await readingOf(asked, desk), layer, head, desk);
  const lesson = gateLesson(subject.head, await mapOf(subject, desk), block, desk.kernels);
  const shipped = await shippedDivergence(subject, block, desk, (gate) =>
    divergence(lesson.target, gate),
  );
  const target = Float32Array.from(lesson.target.data);
  each({ kind: 'start', nb: lesson.target.rows, target, shipped });
  await train(
    lesson,
    { steps, seed: SEED },
    desk.kernels,
    (frame) => each({ kind: 'step', ...frame }),
    () => desk.checkpoint(),
  );
}

/** How far the model's own gate is off; null where it has none that fits. */
async function shippedDivergence(
  { head, siblings, model }: HeadSubject,
  block: number,
  desk: Desk,
  measure: (gate: ReturnType<typeof learnedGate>['probs']) => number,
): Promise<number | null> {
  try {
    const assets = await desk.assets(model, [TABLE]);
    const context = contextFor(head, { kernels: desk.kernels, siblings, assets });
    return measure(learnedGate(head, 'step_500', block, context).probs);
  } catch (error) {
    if (error instanceof ExpectedError) return null;
    throw error;
  }
}

function whole(field: string, value: unknown, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) {
    return value;
  }
  throw new ExpectedError(
    field,
    `${field} must be a whole number from 1 to ${most}, got ${String(value)}`,
  );
}
