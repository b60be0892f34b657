// The dense model of a request, calibrated on its text: made once, and kept while it fits.
import { ExpectedError } from '../../core/result.ts';
import type { Tokenizer } from '../../model/tokenizer.ts';
import type { Desk, DeskModel, TextRequest } from '../contract.ts';
import { textKey } from '../text-key.ts';
import { calibrate, type CalibratedModel } from './calibrate.ts';
import { HELD_OUT, splitText, type CalibrationText } from './sequences.ts';
import { openWeights, type WeightSubject } from './subject.ts';

/** The dense model with its statistics; made once for all who ask for it at once. */
export async function calibratedModel(request: TextRequest, desk: Desk): Promise<CalibratedModel> {
  const key = textKey(request);
  const known = desk.peek<CalibratedModel>('calibrated', key);
  if (known) return known;
  return desk.once(`calibrated ${key}`, async (own) => {
    const subject = weightsOf(own.model(request.model), own);
    const model = await calibrate(subject, calibrationText(request, own), () => own.checkpoint());
    return own.put('calibrated', key, model, bytesOf(model));
  });
}

/** The prunable matrices of an open model, read once. */
export function weightsOf(model: DeskModel, desk: Desk): WeightSubject {
  const known = desk.state('weights', () => new WeakMap<DeskModel, WeightSubject>());
  let subject = known.get(model);
  if (!subject) known.set(model, (subject = openWeights(model.llama)));
  return subject;
}

/** The tokens that calibrate and those held out. Throws an ExpectedError for a text without any. */
export function calibrationText(request: TextRequest, desk: Desk): CalibrationText {
  const { tokenizer, llama } = desk.model(request.model);
  const { tokens } = request;
  if (!(Number.isInteger(tokens) && tokens > 0)) {
    throw new ExpectedError('tokens', `tokens must be a whole number above 0, got ${tokens}`);
  }
  const ids = withoutEnd(desk.encoding(request).ids, tokenizer);
  if (ids.length < 2) {
    throw new ExpectedError('text', 'calibration needs a text of at least two tokens');
  }
  const reads = { begin: tokenizer.before, maxTokens: llama.config.maxTokens };
  return splitText(Uint32Array.from(ids), reads, tokens, HELD_OUT);
}

/** A text without the marks at its end: where it is cut, it does not end. */
export function withoutEnd(ids: Uint32Array, { after }: Pick<Tokenizer, 'after'>): Uint32Array {
  return ids.subarray(0, ids.length - after.length);
}

/** Statistics and inputs of held-out tokens; inputs that matrices share are counted once. */
export function bytesOf({ matrices }: CalibratedModel): number {
  const arrays = new Set(matrices.flatMap(({ heldOut }) => heldOut.map(({ data }) => data)));
  let bytes = 0;
  for (const { byteLength } of arrays) bytes += byteLength;
  // Four inlets a block: three sums and, where asked for, H.
  for (const { in: size } of matrices) bytes += 12 * size + 2 * size * size;
  return bytes;
}
