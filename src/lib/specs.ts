// Figures' specs as links and as JSON, with the cards of all domains at hand.
import { usualOf } from '../core/card.ts';
import { encodeSpec as encode, specToJson as toJson } from '../core/spec-codec.ts';
import type { SpecJson } from '../core/spec-json.ts';
import type { FigureSpec } from '../core/spec.ts';
import { cards } from '../domains/cards.generated.ts';

/** The figure where nothing is said. */
export const DEFAULT_SPEC: FigureSpec = usualOf(cards[0]!);

/** The figure as a query, without '#' or '?'. `decodeSpec` gives an equal figure back. */
export function encodeSpec(spec: FigureSpec): string {
  return encode(spec, cards);
}

/** The figure as a plain object; `specFromJson` gives an equal figure back. */
export function specToJson(spec: FigureSpec): SpecJson {
  return toJson(spec, cards);
}
