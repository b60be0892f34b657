// Why a cell is kept, as far as the trace says so: the chosen columns and diagonals that run through it.
import type { Stage } from '../../core/trace.ts';
import type { Pair } from './sentence.ts';

export interface Lines {
  readonly columns: ReadonlySet<number>;
  readonly offsets: ReadonlySet<number>;
}

/** All lines that the stages of a trace chose. */
export function linesOf(stages: readonly Stage[]): Lines {
  const columns = new Set<number>();
  const offsets = new Set<number>();
  for (const drawable of stages.flatMap((stage) => stage.drawables)) {
    if (drawable.kind !== 'lines') continue;
    for (const column of drawable.columns) columns.add(column);
    for (const offset of drawable.offsets) offsets.add(offset);
  }
  return { columns, offsets };
}

/** e.g. "by vertical line 206 and slash offset 224"; '' where no line runs through the cell. */
export function whyKept(lines: Lines, { query, key }: Pair): string {
  const offset = query - key;
  const reasons = [
    ...(lines.columns.has(key) ? [`vertical line ${key}`] : []),
    ...(lines.offsets.has(offset) ? [`slash offset ${offset}`] : []),
  ];
  return reasons.length > 0 ? `by ${reasons.join(' and ')}` : '';
}
