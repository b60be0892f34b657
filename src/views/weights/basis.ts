// On what a figure of weights rests, in words.
import type { FigureReply } from '../../../workers/api.ts';
import type { WeightTypes } from '../../domains/weights/types.ts';
import { count } from '../../figure/format.ts';

type Reply = FigureReply<WeightTypes>;

export const effectOf = (reply: Reply | null): Reply['effect'] => reply?.effect ?? 'prune';

/** On what the figure's statistics were gathered; `when` it is more than the dense model. */
export function basisOf(reply: Reply | null, when: string): string {
  if (!reply) return '';
  if (reply.calibration === 0) return 'This method looks at no text.';
  const tokens = `${count(reply.calibration)} tokens`;
  return reply.exact
    ? `Calibrated on ${tokens}, block by block behind blocks already pruned.`
    : `Calibrated on ${tokens} of the dense model; block by block ${when}.`;
}
