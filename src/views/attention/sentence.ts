// A pair of tokens and a query in words: for the tooltip and to a screen reader.
import type { Mask } from '../../core/mask/mask.ts';
import { fixed, quoted, weight as writeWeight } from '../../figure/format.ts';

/** Both token positions. */
export interface Pair {
  readonly query: number;
  readonly key: number;
}

export type Fate = 'kept' | 'dropped' | 'heavy' | 'unknown';

/** Heavy: at least an even share of its row; in float32, as the painter has it. */
export function fateOf(mask: Mask | null, { query, key }: Pair, weight: number | null): Fate {
  if (!mask || query >= mask.rows || key >= mask.cols) return 'unknown';
  if (mask.has(query, key)) return 'kept';
  return weight !== null && weight >= Math.fround(1 / (query + 1)) ? 'heavy' : 'dropped';
}

const FATES: Readonly<Record<Fate, string>> = {
  kept: 'kept',
  dropped: 'dropped',
  heavy: 'dropped although heavy',
  unknown: '',
};

export function fateText(fate: Fate): string {
  return FATES[fate];
}

/** e.g. "query 212 “ lucky” keeps 9 of 213 keys, recall 0.94". */
export function rowSentence(
  query: number,
  pieces: readonly string[],
  mask: Mask | null,
  recall: number | null,
): string {
  const head = `query ${query} ${quoted(pieces[query])}`.trim();
  if (!mask || query >= mask.rows) return head;
  const mass = recall === null ? '' : `, recall ${fixed(recall, 2)}`;
  return `${head} keeps ${mask.rowCount(query)} of ${query + 1} keys${mass}`;
}

/** e.g. "key 206 “ Pia” weight 0.083, kept". */
export function cellSentence(
  pair: Pair,
  pieces: readonly string[],
  mask: Mask | null,
  weight: number | null,
): string {
  const fate = fateText(fateOf(mask, pair, weight));
  const mass = weight === null ? '' : ` weight ${writeWeight(weight)}`;
  return `key ${pair.key} ${quoted(pieces[pair.key])}${mass}${fate ? `, ${fate}` : ''}`;
}
