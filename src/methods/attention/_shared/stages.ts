// Stages that every trace has in common.
import type { Mask } from '../../../core/mask/mask.ts';
import type { Stage } from '../../../core/trace.ts';
import { causalPairs } from './budget.ts';
import { percent, whole } from '../../_shared/words.ts';

/** A stage that draws one mask over the map. */
export function maskStage(
  id: string,
  caption: string,
  mask: Mask,
  label: string,
  tile?: number,
): Stage {
  return { id, caption, drawables: [{ kind: 'mask', mask, label, ...(tile && { tile }) }] };
}

/** The last stage of every trace: the mask as it is handed on. */
export function resultStage(mask: Mask, lead = 'The mask', tile?: number): Stage {
  const kept = mask.count();
  const share = percent(kept / causalPairs(mask.rows));
  return maskStage(
    'mask',
    `${lead} keeps ${whole(kept)} of ${whole(causalPairs(mask.rows))} causal pairs, ${share}.`,
    mask,
    'kept pairs',
    tile,
  );
}
