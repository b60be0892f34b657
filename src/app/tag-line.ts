// A method's kind in a line, the same wherever it is told.
import type { MethodListing } from '../core/method.ts';

const PHASES = { prefill: 'prefill', decode: 'decode', both: 'prefill and decode', any: null };

/** e.g. "blocks · dynamic · training-free · prefill". */
export function tagLine({ tags }: Pick<MethodListing, 'tags'>): string {
  return [tags.unit, tags.selection, tags.training, PHASES[tags.phase]].filter(Boolean).join(' · ');
}
