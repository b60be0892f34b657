// What each key is to one step.
import type { HeadCache } from '../../../methods/decode.ts';

/** Stored and not read, read, or no longer stored. */
export const STATES = { held: 0, read: 1, gone: 2 } as const;

/** A state a key, of keys 0 … t; `step` is a row of the masks. */
export function statesAt(
  { read, leaves }: Pick<HeadCache, 'read' | 'leaves'>,
  step: number,
  prompt: number,
): Uint8Array {
  const t = prompt + step;
  const keys = new Uint8Array(t + 1);
  if (leaves) for (let key = 0; key <= t; key++) if (leaves[key]! <= t) keys[key] = STATES.gone;
  read.forEachRun(step, (from, to) => keys.fill(STATES.read, from, to));
  return keys;
}
