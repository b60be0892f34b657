// A weight and its row in words: for the tooltip, the live region and the inspector.
import type { Mask } from '../../core/mask/mask.ts';
import { plain } from '../../figure/format.ts';
import type { Cell } from '../../figure/types.ts';
import { FATES } from './fates.ts';
import type { MatrixRow } from './matrix-row.ts';

/** "output 12 keeps 96 of 192 weights". */
export function rowSentence(row: number, mask: Mask | null, fates = FATES.prune): string {
  if (!mask || row >= mask.rows) return `output ${row}`;
  return `output ${row} ${fates.keeps} ${mask.rowCount(row)} of ${mask.cols} weights`;
}

/** "score 0.41, 2 of 4 in its group"; '' where nothing is scored. */
export function scoreText({ scores, ranks, rivals }: MatrixRow, col: number): string {
  const score = scores?.[col];
  if (score === undefined) return '';
  const rank = ranks?.[col];
  return rank === undefined || !rivals
    ? `score ${plain(score)}`
    : `score ${plain(score)}, place ${rank} of ${rivals.count} ${rivals.name}`;
}

/** The whole of a cell: row, weight, input norm, score, fate. */
export function cellSentence(
  { row, col }: Cell,
  mask: Mask | null,
  read: MatrixRow | null,
  fates = FATES.prune,
): string {
  const parts = [`${rowSentence(row, mask, fates)}; input ${col}`];
  if (read) {
    parts.push(`weight ${plain(read.values[col] ?? 0)}`);
    const norm = read.norms?.[col];
    if (norm !== undefined) parts.push(`input norm ${plain(norm)}`);
    const score = scoreText(read, col);
    if (score) parts.push(score);
  }
  if (mask && row < mask.rows && col < mask.cols) {
    parts.push(mask.has(row, col) ? fates.kept : fates.dropped);
  }
  return parts.join(', ');
}
