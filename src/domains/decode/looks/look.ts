// What a closer look is handed, and how it answers.
import type { Asked, Desk, Each, Setting } from '../../contract.ts';
import type { DecodeTypes } from '../types.ts';

export interface LookAt {
  readonly asked: Asked;
  readonly setting: Setting<DecodeTypes>;
  readonly wish: Readonly<Record<string, unknown>>;
  readonly desk: Desk;
}

/** Tells its parts as they come. Throws an ExpectedError that names what is wrong with the wish. */
export type Look = (at: LookAt, each: Each<object>) => Promise<void>;
