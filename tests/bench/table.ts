// The table in the README: made here, between two marks, and nowhere else.
import type { Outcome, Row } from './row.ts';

const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';

export interface Measured {
  readonly row: Row;
  /** A sentence where nothing could be measured. */
  readonly outcomes: readonly Outcome[] | string;
}

/** Markdown of all rows; `conditions` is the line that says where and when. */
export function renderTable(measured: readonly Measured[], conditions: string): string {
  const lines = ['| measure | here | against | result | goal |', '| --- | --- | --- | --- | --- |'];
  for (const { row, outcomes } of measured) {
    if (typeof outcomes === 'string') {
      lines.push(cells(row.measure, '–', row.against, `not measured: ${outcomes}`, row.atLeast));
      continue;
    }
    for (const outcome of outcomes) {
      const measure = outcome.case ? `${row.measure}, ${outcome.case}` : row.measure;
      const against = outcome.theirs === '–' ? row.against : `${row.against}: ${outcome.theirs}`;
      const result = outcome.met ? `**${outcome.result}**` : `${outcome.result} (missed)`;
      lines.push(cells(measure, outcome.ours, against, result, row.atLeast));
    }
  }
  return `${lines.join('\n')}\n\n${conditions}`;
}

/** The text with what stands between the marks replaced. Throws where the marks are missing. */
export function insertTable(text: string, table: string): string {
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start < 0 || end < start) throw new Error(`the text needs ${START} and, after it, ${END}`);
  return `${text.slice(0, start + START.length)}\n\n${table}\n\n${text.slice(end)}`;
}

function cells(...texts: readonly string[]): string {
  return `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}
