// From a spec to what the worker is asked.
import { cardOf, kindOf } from '../core/card.ts';
import { succeed, type Result } from '../core/result.ts';
import type { FigureSpec } from '../core/spec.ts';
import { cards } from '../domains/cards.generated.ts';
import type { Asked, Sweep, TextRequest } from '../../workers/api.ts';
import { textOf } from './texts.ts';

export type TextPart = Pick<FigureSpec, 'model' | 'text' | 'tokens'> &
  Partial<Pick<FigureSpec, 'subject'>>;

/** Where the characters of a spec's text come from. */
export type Texts = (spec: TextPart) => Promise<Result<string>>;

/** From the source itself. */
export const madeTexts: Texts = ({ text }) => textOf(text);

export async function textRequest(
  spec: TextPart,
  texts: Texts = madeTexts,
): Promise<Result<TextRequest>> {
  const text = await texts(spec);
  if (!text.ok) return text;
  return succeed({ model: spec.model, text: text.value, tokens: spec.tokens });
}

/** What an errand about a figure is sent with. Kinds that read no model need none, nor a snapshot of one. */
export function siteOf(spec: FigureSpec) {
  const { reads } = kindOf(cardOf(cards, spec.domain), spec);
  return {
    spec,
    bare: !reads.includes('model'),
    request: (texts: Texts) => askedOf(spec, reads.includes('text') ? texts : noText),
  };
}

const noText: Texts = () => Promise.resolve(succeed(''));

async function askedOf(spec: FigureSpec, texts: Texts): Promise<Result<Asked>> {
  const text = await textRequest(spec, texts);
  if (!text.ok) return text;
  const { domain, kind, subject, method, budget, set, beside, drawing, pruned } = spec;
  const second = beside && (await textRequest({ ...spec, ...beside }, texts));
  if (second && !second.ok) return second;
  return succeed({
    ...text.value,
    ...{ domain, kind, subject, method, budget, set },
    ...(second && { beside: { text: second.value.text, tokens: second.value.tokens } }),
    ...(drawing !== null && { drawing }),
    ...(pruned !== null && { pruned }),
  });
}

/** Several budgets of a request's method. Values set by hand belong to the spec's own method only. */
export function sweepOf(
  { budget: _, ...asked }: Asked,
  spec: FigureSpec,
  budgets: readonly number[],
): Sweep {
  return { ...asked, set: asked.method === spec.method ? spec.set : {}, budgets };
}
