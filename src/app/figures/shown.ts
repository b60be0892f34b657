// A figure as it came from the worker, opened for the page.
import type { WireStage } from '../../../workers/api.ts';
import { decodeStages } from '../../client/stages.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { decodeMask } from '../../core/mask/wire.ts';
import type { StageInfo } from '../../core/method.ts';
import type { FigureSpec } from '../../core/spec.ts';
import type { Stage } from '../../core/trace.ts';

export interface Shown<R> {
  /** What was asked for; the page may have moved on since. */
  readonly spec: FigureSpec;
  readonly reply: R;
  readonly mask: Mask;
  readonly stages: readonly Stage[];
}

interface Wired {
  readonly mask: ArrayBuffer;
  readonly stages: readonly WireStage[];
}

export function shownOf<R extends Wired>(spec: FigureSpec, reply: R): Shown<R> {
  return { spec, reply, mask: decodeMask(reply.mask), stages: decodeStages(reply.stages) };
}

/** A method's steps that ran: some run only under some settings. All, until that is known. */
export function stepsOf(all: readonly StageInfo[], stages: readonly Stage[]): readonly StageInfo[] {
  if (stages.length === 0) return all;
  return all.filter(({ id }) => stages.some((ran) => ran.id === id));
}
