// A caption that says all that is needed to make the figure again.
import type { CatalogueEntry } from '../../core/method.ts';
import { formatParam, type ParamRecord } from '../../core/params.ts';
import { textName } from '../../core/spec-parts.ts';
import type { FigureSpec } from '../../core/spec.ts';

export interface CaptionParts {
  readonly spec: FigureSpec;
  readonly entry: CatalogueEntry;
  /** What the method keeps, in one sentence; '' while unknown. */
  readonly summary: string;
  /** Parameters in force. */
  readonly params: ParamRecord;
  readonly n: number;
  readonly version: string;
  readonly cite: string;
}

export function longCaption(parts: CaptionParts): string {
  const { spec, entry, summary, params, n, version, cite } = parts;
  const { layer, head } = spec.subject;
  const settings = Object.entries(params).map(([name, value]) => `${name} ${formatParam(value)}`);
  const knob = spec.budget === null ? 'default settings' : `budget ${spec.budget}`;
  const text = spec.text.kind === 'own' ? 'a text of ours' : `the text ${textName(spec.text)}`;
  return [
    `${entry.name}${cite === '' ? '' : ` (${cite})`} on layer ${layer}, head ${head} of ${spec.model}, ${n} tokens of ${text}, ${knob}${settings.length > 0 ? ` (${settings.join(', ')})` : ''}.`,
    summary,
    `Made with Sparsity Atlas ${version}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
