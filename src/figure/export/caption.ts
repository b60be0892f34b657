// A figure's origin in words: where it is, and all that is needed to make it again.
import { shortCite } from '../../core/cite.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import { OWN_MODEL } from '../../core/own-tensors.ts';
import { formatParam, type Param, type ParamRecord } from '../../core/params.ts';
import { textName } from '../../core/spec-parts.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { placeOf } from './subtitle.ts';

export { subtitleOf } from './subtitle.ts';

/** How a weight matrix was calibrated. */
export interface Calibration {
  /** Tokens read, 0 where the method reads none. */
  readonly tokens: number;
  /** Behind blocks that are pruned already; else all blocks before are taken as dense. */
  readonly exact: boolean;
  /** Whether it was measured, on held-out tokens, how far its outputs move. */
  readonly measured: boolean;
}

export interface Origin {
  readonly spec: FigureSpec;
  readonly entry: Pick<CatalogueEntry, 'name' | 'tags' | 'paper' | 'params'>;
  /** Parameters in force. */
  readonly params: ParamRecord;
  /** Tokens of the text that were read. */
  readonly tokens: number;
  /** Of weights only. */
  readonly calibration?: Calibration;
  /** Version of this program. */
  readonly version: string;
}

/** One sentence that holds all that is needed to make the figure again, and one with what made it. */
export function originOf(origin: Origin): string {
  const { spec, entry, params, version } = origin;
  const settings = Object.entries(params)
    .filter(([name]) => applies(entry.params[name], params))
    .map(([name, value]) => `${name} ${formatParam(value)}`);
  const knob = spec.budget === null ? 'default settings' : `budget ${spec.budget}`;
  const by = entry.paper ? ` (${shortCite(entry.paper)})` : '';
  const where = placeOf(spec).join(', ') + (spec.model === OWN_MODEL ? '' : ` of ${spec.model}`);
  const all = settings.length > 0 ? ` (${settings.join(', ')})` : '';
  const made = [where, readingOf(origin), knob].filter((part) => part !== '').join(', ');
  return `${entry.name}${by} on ${made}${all}.${blindness(origin)} Made with Sparsity Atlas ${version}.`;
}

/** A parameter may only matter while another one has a certain value. */
function applies(param: Param | undefined, params: ParamRecord): boolean {
  const { when } = param ?? {};
  const other = when && params[when.param];
  return !when || (other !== undefined && when.is.includes(other));
}

function textOf({ text }: FigureSpec): string {
  return text.kind === 'own' ? 'a text of ours' : `the text ${textName(text)}`;
}

/** '' where nothing was read to choose, and where it was not ours. */
function readingOf({ spec, tokens, calibration }: Origin): string {
  if (spec.model === OWN_MODEL) return '';
  const text = textOf(spec);
  if (spec.domain === 'attention') return `${tokens} tokens of ${text}`;
  if (!calibration || calibration.tokens === 0) return '';
  const how = calibration.exact ? 'block by block' : 'on the dense model';
  return `calibrated ${how} with ${calibration.tokens} tokens of ${text}`;
}

/** A sentence for what chose without reading; what it does to outputs may be measured all the same. */
function blindness({ spec, calibration }: Origin): string {
  if (!calibration || calibration.tokens > 0) return '';
  const read = ' It reads no text';
  const how = `; how far outputs move was measured on held-out tokens of ${textOf(spec)}`;
  return `${read}${calibration.measured && spec.model !== OWN_MODEL ? how : ''}.`;
}
