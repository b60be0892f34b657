// Stages as they come from the worker, their masks opened again.
import type { WireStage } from '../../workers/api.ts';
import { decodeMask } from '../core/mask/wire.ts';
import type { Stage } from '../core/trace.ts';

export function decodeStages(stages: readonly WireStage[]): Stage[] {
  return stages.map((stage) => ({
    ...stage,
    drawables: stage.drawables.map((drawable) =>
      drawable.kind === 'mask' ? { ...drawable, mask: decodeMask(drawable.mask) } : drawable,
    ),
  }));
}
