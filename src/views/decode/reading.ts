// How a cell of the timeline reads: a step down, a cache position across.
import type { DecodeFigure, DecodeRow } from '../../domains/decode/types.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { fixed, quoted, weight as written } from '../../figure/format.ts';
import type { Cell } from '../../figure/types.ts';
import type { MapReading } from '../../figure/map/types.ts';

interface Timeline {
  readonly pieces: readonly string[];
  readonly prompt: number;
  /** What is read, steps × n; null while it is not known. */
  readonly mask: Mask | null;
  readonly reply: Pick<DecodeFigure, 'rowRecall' | 'leaves'> | null;
  /** How much attention keys get is not known. */
  readonly blind?: boolean;
  readonly remark?: ((cell: Cell) => string) | null;
}

export type State = 'read' | 'held' | 'gone';

/** What a key is to a step. */
export function stateOf(
  mask: Mask,
  leaves: Int32Array,
  step: number,
  at: number,
  key: number,
): State {
  if (mask.has(step, key)) return 'read';
  return (leaves[key] ?? Infinity) <= at ? 'gone' : 'held';
}

/** Whether a step would give a key at least an even share of its attention, as the map has it. */
export function isWanted(weight: number, at: number): boolean {
  return weight >= Math.fround(1 / (at + 1));
}

export default function timelineReading(timeline: Timeline): MapReading<DecodeRow> {
  const { pieces, prompt, mask, reply, blind, remark } = timeline;
  const fate = ({ row, col }: Cell, read: DecodeRow | null): string => {
    if (!mask || !reply || row >= mask.rows || col >= mask.cols) return '';
    const at = prompt + row;
    const state = stateOf(mask, reply.leaves, row, at, col);
    if (state === 'read') return 'read';
    const weight = read?.weights[col] ?? 0;
    const wanted = isWanted(weight, at) ? ', but wanted' : '';
    return state === 'held'
      ? `stored, not read${wanted}`
      : `gone since step ${reply.leaves[col]}${wanted}`;
  };
  const mass = ({ col }: Cell, read: DecodeRow | null): string => {
    if (blind) return 'not known';
    const weight = read?.weights[col];
    return weight === undefined ? '…' : written(weight);
  };
  return {
    tip(cell, read) {
      const at = prompt + cell.row;
      const told = fate(cell, read);
      const said = remark?.(cell);
      return [
        { text: [quoted(pieces[at]), quoted(pieces[cell.col])], tone: 'head' },
        { text: `step ${at} · position ${cell.col} · attention ${mass(cell, read)}`, tone: 'soft' },
        ...(told
          ? [{ text: told, ...(told.endsWith('wanted') && { tone: 'warn' as const }) }]
          : []),
        ...(said ? [{ text: said }] : []),
      ];
    },
    sentence(cell, read) {
      const at = prompt + cell.row;
      const recall = reply?.rowRecall[cell.row];
      const count = mask && cell.row < mask.rows ? mask.rowCount(cell.row) : null;
      const reads = count === null ? '' : ` reads ${count} of ${at + 1} tokens`;
      const kept = recall === undefined ? '' : `, ${fixed(recall, 2)} of its attention`;
      const here = [`attention ${mass(cell, read)}`, fate(cell, read), remark?.(cell)];
      return (
        `step ${at} ${quoted(pieces[at])}${reads}${kept}; ` +
        `position ${cell.col} ${quoted(pieces[cell.col])} ${here.filter(Boolean).join(', ')}`
      );
    },
    cell: (cell, read) =>
      [quoted(pieces[cell.col]), mass(cell, read), fate(cell, read), remark?.(cell)]
        .filter(Boolean)
        .join(' '),
    nothing: 'not written yet',
  };
}
