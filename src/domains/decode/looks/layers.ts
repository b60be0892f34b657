// One step of decoding through all layers: what the head with this number reads, holds and has lost in each.
import { ExpectedError } from '../../../core/result.ts';
import type { HeadCache } from '../../../methods/decode.ts';
import type { Each } from '../../contract.ts';
import type { LookAt } from '../looks.ts';
import { openCache } from '../open.ts';
import { ranOn } from '../ran.ts';
import { STATES } from './states.ts';

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
  for (const [layer, all] of caches.entries()) each(stripOf(layer, all[head]!, step, prompt));
}

export function stripOf(
  layer: number,
  { read, leaves, whole = false }: HeadCache,
  step: number,
  prompt: number,
): LayerStrip {
  const t = prompt + step;
  const keys = new Uint8Array(t + 1);
  if (leaves) for (let key = 0; key <= t; key++) if (leaves[key]! <= t) keys[key] = STATES.gone;
  read.forEachRun(step, (from, to) => keys.fill(STATES.read, from, to));
  return { layer, whole, keys };
}
