// From a figure's spec to what a domain is asked, where the characters of texts are at hand.
import { cardOf, kindOf } from '../core/card.ts';
import type { FigureSpec, TextSource } from '../core/spec.ts';
import { cards } from './cards.generated.ts';
import type { Asked } from './contract.ts';

/** Kinds that read no text are asked without one. */
export function askedOf(spec: FigureSpec, textOf: (source: TextSource) => string): Asked {
  const { domain, kind, model, tokens, subject, method, budget, set } = spec;
  const { beside, drawing, pruned } = spec;
  const reads = kindOf(cardOf(cards, domain), spec).reads.includes('text');
  return {
    ...{ domain, kind, model, tokens, subject, method, budget, set },
    text: reads ? textOf(spec.text) : '',
    ...(beside && { beside: { text: textOf(beside.text), tokens: beside.tokens } }),
    ...(drawing !== null && { drawing }),
    ...(pruned !== null && { pruned }),
  };
}
