// One step of decoding through all layers: what the head with this number reads, holds and has lost in each.
import { ExpectedError } from '../../../core/result.ts';
import type { Each } from '../../contract.ts';
import type { LookAt } from './look.ts';
import { openCache } from '../open.ts';
import { ranOn } from '../ran.ts';
import { statesAt } from './states.ts';

export interface LayerStrip {
  readonly layer: number;
  /** Reads everything on purpose. */
  readonly whole: boolean;
  /** A state a key, of keys 0 … t. */
  readonly keys: Uint8Array;
}

/** `wish`: `step`, a row of the figure. One part a layer. */
export default async function layers(
  { asked, setting, wish, desk }: LookAt,
  each: Each<LayerStrip>,
): Promise<void> {
  const subject = await openCache(asked, desk);
  const { n, prompt, head } = subject;
  const { step } = wish;
  const last = n - prompt - 1;
  if (!(typeof step === 'number' && Number.isInteger(step) && step >= 0 && step <= last)) {
    throw new ExpectedError('step', `the step must be from 0 to ${last}, got ${String(step)}`);
  }
  const { caches } = await ranOn(subject, setting, desk, true);
  for (const [layer, all] of caches.entries()) {
    const cache = all[head]!;
    each({ layer, whole: cache.whole === true, keys: statesAt(cache, step, prompt) });
  }
}
