// From a spec to what the worker is asked.
import { fail, succeed, type Result } from '../core/result.ts';
import type { FigureSpec } from '../core/spec.ts';
import type { MaskRequest, SiteRequest, SweepRequest, TextRequest } from '../../workers/api.ts';
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

export async function siteRequest(spec: FigureSpec, texts?: Texts): Promise<Result<SiteRequest>> {
  const { layer, head } = spec.subject;
  if (typeof layer !== 'number') return fail('layer', `layer must be a number, got ${layer}`);
  if (typeof head !== 'number') return fail('head', `head must be a number, got ${head}`);
  const text = await textRequest(spec, texts);
  return text.ok ? succeed({ ...text.value, layer, head }) : text;
}

export async function maskRequest(spec: FigureSpec, texts?: Texts): Promise<Result<MaskRequest>> {
  const site = await siteRequest(spec, texts);
  if (!site.ok) return site;
  return succeed({ ...site.value, method: spec.method, budget: spec.budget, set: spec.set });
}

/** Values set by hand belong to the spec's own method only. */
export function sweepRequest(
  spec: FigureSpec,
  method: string,
  budgets: readonly number[],
): SweepRequest {
  return { method, set: method === spec.method ? spec.set : {}, budgets };
}
