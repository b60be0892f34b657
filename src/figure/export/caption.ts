// A figure's origin in words: where it is, and all that is needed to make it again.
import { placeWords, type Card } from '../../core/card.ts';
import { shortCite } from '../../core/cite.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import { OWN_MODEL } from '../../core/own-tensors.ts';
import { formatParam, type Param, type ParamRecord } from '../../core/params.ts';
import { textName } from '../../core/spec-parts.ts';
import type { FigureSpec } from '../../core/spec.ts';
export interface Origin {
  readonly spec: FigureSpec;
  readonly entry: Pick<CatalogueEntry, 'name' | 'tags' | 'paper' | 'params'>;
  /** Parameters in force. */
  readonly params: ParamRecord;
  /** Where in the model, in words. */
  readonly place: readonly string[];
  /** What was read to choose; '' where nothing was, and where it was not ours. */
  readonly reading: string;
  /** A sentence besides; '' for none. */
  readonly besides?: string;
  /** Version of this program. */
  readonly version: string;
}

/** One sentence that holds all that is needed to make the figure again, and one with what made it. */
export function originOf(origin: Origin): string {
  const { spec, entry, params, version, place, reading, besides = '' } = origin;
  const settings = Object.entries(params)
    .filter(([name]) => applies(entry.params[name], params))
    .map(([name, value]) => `${name} ${formatParam(value)}`);
  const knob = spec.budget === null ? 'default settings' : `budget ${spec.budget}`;
  const by = entry.paper ? ` (${shortCite(entry.paper)})` : '';
  const where = place.join(', ') + (spec.model === OWN_MODEL ? '' : ` of ${spec.model}`);
  const all = settings.length > 0 ? ` (${settings.join(', ')})` : '';
  const made = [where, reading, knob].filter((part) => part !== '').join(', ');
  return `${entry.name}${by} on ${made}${all}.${besides} Made with Sparsity Atlas ${version}.`;
}

/** A parameter may only matter while another one has a certain value. */
function applies(param: Param | undefined, params: ParamRecord): boolean {
  const { when } = param ?? {};
  const other = when && params[when.param];
  return !when || (other !== undefined && when.is.includes(other));
}

/** The text of a figure in a sentence. */
export function textPhrase({ text }: Pick<FigureSpec, 'text'>): string {
  return text.kind === 'own' ? 'a text of ours' : `the text ${textName(text)}`;
}

/** Where a figure is, part by part. */
export function placeParts(card: Card, spec: FigureSpec): string[] {
  if (spec.model === OWN_MODEL) return [`given tensors of ${spec.tokens} tokens`];
  return placeWords(card, spec);
}
