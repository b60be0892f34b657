// The same questions asked at another moment: the prompt ends with the question, so that whoever cuts the prompt
// at its end has seen it, and the answer is what is written.
import { largest } from '../../model/needles.ts';
import { ExpectedError } from '../../core/result.ts';
import type { Asked, Desk, Each, Setting } from '../contract.ts';
import { lateNeedles, needlesOf } from './cost.ts';
import { openCache } from './open.ts';
import { draftFor } from './draft-for.ts';
import { calibrationFor } from './ran.ts';
import { seenOf } from './run.ts';
import { Stepper } from './step.ts';
import type { DecodeSubject, DecodeTypes } from './types.ts';

/** When questions come: while the text is written, or as the end of the prompt. */
export type Placement = 'late' | 'end';

export interface Answers {
  readonly needlesRight: number;
  readonly needles: number;
}

/** How many questions a figure's own setting answers; tells one part. */
export async function ask(
  asked: Asked,
  setting: Setting<DecodeTypes>,
  { placement }: Readonly<Record<string, unknown>>,
  desk: Desk,
  each: Each<Answers>,
): Promise<void> {
  if (placement !== 'late' && placement !== 'end') {
    const what = `placement must be “late” or “end”, got ${JSON.stringify(placement)}`;
    throw new ExpectedError('placement', what);
  }
  const subject = await openCache(asked, desk);
  const { n, prompt, model } = subject;
  const { method, budget, set } = asked;
  const key = JSON.stringify([model, n, prompt, method, budget, set, placement]);
  const known = desk.peek<Answers>('decode answers', key);
  const { needleCases } = desk.model(model);
  let done = 0;
  const step = (): void => desk.progress(++done, needleCases.length, setting.method.name);
  const find = placement === 'end' ? answersAtEnd : needlesOf;
  each(known ?? desk.put('decode answers', key, await find(subject, setting, desk, step), 64));
}

/**
 * The questions of `needlesOf`. Each prompt ends with a question and is read densely, as prompts are: its last row
 * tells the answer's first token, and the rest of the answer is written under the method.
 */
export async function answersAtEnd(
  subject: DecodeSubject,
  setting: Setting<DecodeTypes>,
  desk: Desk,
  step: () => void,
): Promise<Answers> {
  const model = desk.model(subject.model);
  const calibration = await calibrationFor(setting.method, model, desk);
  const { llama, needleCases } = model;
  const checkpoint = (): Promise<void> => desk.checkpoint();
  let [needlesRight, needles] = [0, 0];
  for (const whole of needleCases) {
    const { ids, needles: late } = lateNeedles(whole, subject);
    if (late.length > 0) {
      // One dense pass tells what every prompt of the tale leaves behind.
      const options = { keep: 'heads', logits: 'none', checkpoint } as const;
      const { heads, hidden } = await llama.forward(ids, options);
      for (const { start, end } of late) {
        const first = await llama.logits(hidden, start - 1, start, checkpoint);
        let right = largest(first.data) === ids[start];
        // The last token of the answer need not be read.
        const shape = { ...subject, n: end - 1, prompt: start };
        const { prompt, n } = shape;
        if ((right || setting.method.drafting) && n > prompt) {
          const params = setting.paramsFor(shape);
          const { method } = setting;
          const draft = await draftFor(
            method,
            params,
            model,
            { ids: ids.slice(0, n), prompt },
            desk,
          );
          const seen = draft?.seen;
          const parts = { method, params, prompt: seen?.length ?? prompt, calibration, draft };
          const stepper = new Stepper(llama, parts, n, checkpoint);
          if (seen) {
            // A shortened prompt is read as such, and tells the first token itself.
            const { logits } = await stepper.read(seenOf(ids.slice(0, prompt), prompt, seen));
            right = largest(logits.data) === ids[start];
          } else stepper.take(heads);
          for (let t = prompt; t < n && right; t++) {
            const { logits } = await stepper.step(ids[t]!);
            right = largest(logits.data) === ids[t + 1];
          }
        }
        if (right) needlesRight++;
        needles++;
      }
    }
    step();
  }
  return { needlesRight, needles };
}
