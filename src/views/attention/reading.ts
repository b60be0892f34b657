// How a cell of an attention head reads: queries down, keys across, both tokens of one text. A row that is
// read is the query's attention over keys 0 … query.
import type { Mask } from '../../core/mask/mask.ts';
import type { Stage } from '../../core/trace.ts';
import { quoted, weight as written } from '../../figure/format.ts';
import type { Cell } from '../../figure/types.ts';
import type { MapReading } from '../../figure/map/types.ts';
import { cellSentence, fateOf, fateText, rowSentence, type Fate } from './sentence.ts';
import { linesOf, whyKept, type Lines } from './why.ts';

interface Head {
  /** What each token spells; '' for the begin mark. */
  readonly pieces: readonly string[];
  /** What is kept; null while it is not known yet. */
  readonly mask: Mask | null;
  /** Attention mass kept, per query. */
  readonly rowRecall: Float32Array | null;
  /** All stages of the trace: the tip reads from their lines why a cell was kept. */
  readonly stages?: readonly Stage[];
  /** Said of a cell where no one mask decides over it. */
  readonly remark?: ((cell: Cell) => string) | null;
}

const TONES = { kept: undefined, dropped: 'soft', heavy: 'warn', unknown: undefined } as const;

export default function attentionReading(head: Head): MapReading<Float32Array> {
  const { pieces, mask, rowRecall, stages = [], remark } = head;
  let lines: Lines | null = null;
  const weightOf = ({ col }: Cell, read: Float32Array | null): number | null => read?.[col] ?? null;
  const fateHere = (cell: Cell, weight: number | null): Fate =>
    fateOf(mask, { query: cell.row, key: cell.col }, weight);
  return {
    tip(cell, read) {
      const { row: query, col: key } = cell;
      const weight = weightOf(cell, read);
      const fate = fateHere(cell, weight);
      const why = fate === 'kept' ? whyKept((lines ??= linesOf(stages)), { query, key }) : '';
      const told = [fateText(fate), why].filter(Boolean).join(' ');
      const said = remark?.(cell);
      const mass = weight === null ? '…' : written(weight);
      return [
        { text: [quoted(pieces[query]), quoted(pieces[key])], tone: 'head' },
        { text: `query ${query} · key ${key} · weight ${mass}`, tone: 'soft' },
        ...(fate === 'unknown' ? [] : [{ text: told, ...(TONES[fate] && { tone: TONES[fate] }) }]),
        ...(said ? [{ text: said }] : []),
      ];
    },
    sentence(cell, read) {
      const { row: query, col: key } = cell;
      const recall = rowRecall?.[query] ?? null;
      const row = rowSentence(query, pieces, mask, recall);
      const said = remark?.(cell);
      const told = cellSentence({ query, key }, pieces, mask, weightOf(cell, read));
      return `${row}; ${told}${said ? `, ${said}` : ''}`;
    },
    cell(cell, read) {
      const weight = weightOf(cell, read);
      const told = weight === null ? '' : written(weight);
      const fate = fateText(fateHere(cell, weight));
      return [quoted(pieces[cell.col]), told, fate, remark?.(cell)].filter(Boolean).join(' ');
    },
    nothing: 'later than the query',
  };
}
