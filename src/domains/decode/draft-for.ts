// Drafts are loaded for the methods that have one.
import type { ParamRecord } from '../../core/params.ts';
import type { DecodeMethod, Draft } from '../../methods/decode.ts';
import type { Desk, DeskModel } from '../contract.ts';

/** What the method's draft does on a text; undefined where the method has none. */
export async function draftFor(
  method: DecodeMethod,
  params: ParamRecord,
  model: DeskModel,
  text: { readonly ids: Uint32Array; readonly prompt: number },
  desk: Desk,
): Promise<Draft | undefined> {
  if (!method.drafting) return undefined;
  const { draftOf } = await desk.wait(import('./draft.ts'));
  return draftOf(method, params, model, text, desk);
}
