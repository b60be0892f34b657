// The reference of the page is that of docs/embedding.md: its tables, read from the very file.
import markdown from '../../../docs/embedding.md?raw';

/** A cell: plain text and code in turns, code at odd places. */
type Cell = readonly string[];

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export const reference: readonly Table[] = tablesOf(markdown);

/** Tables of a Markdown text, in order. */
export function tablesOf(text: string): Table[] {
  return text.split(/\n\s*\n/).flatMap((block) => {
    const [head, rule, ...rows] = block.split('\n').filter((line) => line.startsWith('|'));
    if (head === undefined || !/^\|[\s|:-]+$/.test(rule ?? '')) return [];
    const cells = rows.map((row) => cellsOf(row).map((cell) => cell.split('`')));
    return [{ head: cellsOf(head), rows: cells }];
  });
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.replaceAll('\\|', '|').trim());
}
