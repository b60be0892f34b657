// How a cell of a weight matrix reads: outputs down, inputs across.
import type { Mask } from '../../core/mask/mask.ts';
import { plain } from '../../figure/format.ts';
import type { Cell } from '../../figure/types.ts';
import type { MapReading, TipLine } from '../../figure/map/types.ts';
import { FATES, type Fates } from './fates.ts';
import type { MatrixRow } from './matrix-row.ts';
import { cellSentence, scoreText } from './sentence.ts';

interface Matrix {
  readonly mask: Mask | null;
  /** What the mask does to weights, in words; by default it prunes them. */
  readonly fates?: Fates;
  /** Said of a weight where no one mask decides over it. */
  readonly remark?: ((cell: Cell) => string) | null;
}

export default function weightReading({
  mask,
  fates = FATES.prune,
  remark,
}: Matrix): MapReading<MatrixRow> {
  /** Null where no mask decides. */
  const keeps = ({ row, col }: Cell): boolean | null =>
    mask && row < mask.rows && col < mask.cols ? mask.has(row, col) : null;
  const fateOf = (cell: Cell): string => {
    const kept = keeps(cell);
    return kept === null ? '' : kept ? fates.kept : fates.dropped;
  };
  return {
    tip(cell, read) {
      const { row, col } = cell;
      const norm = read?.norms?.[col];
      const lines: readonly TipLine[] = [
        { text: `weight ${read ? plain(read.values[col] ?? 0) : '…'}`, tone: 'head' },
        {
          text: `output ${row} · input ${col}${norm === undefined ? '' : ` · input norm ${plain(norm)}`}`,
          tone: 'soft',
        },
        { text: read ? scoreText(read, col) : '', tone: 'soft' },
        { text: fateOf(cell), ...(!keeps(cell) && { tone: 'soft' }) },
        { text: remark?.(cell) ?? '' },
      ];
      return lines.filter(({ text }) => text !== '');
    },
    sentence(cell, read) {
      const said = remark?.(cell);
      return `${cellSentence(cell, mask, read, fates)}${said ? `, ${said}` : ''}`;
    },
    cell(cell, read) {
      const value = read?.values[cell.col];
      return [value === undefined ? '' : plain(value), fateOf(cell), remark?.(cell)]
        .filter(Boolean)
        .join(' ');
    },
  };
}
