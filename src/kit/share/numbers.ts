// Every number of a figure as files for other programs: unrounded, with the figure that they are of.
import type { ParamRecord } from '../../core/params.ts';
import { specToJson } from '../../core/spec-codec.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { cards } from '../../domains/cards.generated.ts';

/** One number: of what, of which method, at which budget ('' for none), its name, its value. */
export type NumberLine = readonly [
  of: string,
  method: string,
  budget: number | '',
  name: string,
  value: number,
];

export interface FigureNumbers {
  readonly spec: FigureSpec;
  readonly link: string;
  readonly version: string;
  /** The kernels that computed it. */
  readonly kernels: string;
  /** Parameters in force. */
  readonly params: ParamRecord;
  /** The same numbers, as an object and as a table. */
  readonly parts: Readonly<Record<string, unknown>>;
  readonly lines: readonly NumberLine[];
}

export function numbersJson({ spec, parts, ...numbers }: FigureNumbers): string {
  const { link, version, kernels, params } = numbers;
  const whole = { spec: specToJson(spec, cards), link, version, kernels, params, ...parts };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

export function numbersCsv({ lines }: FigureNumbers): string {
  const rows = [['of', 'method', 'budget', 'name', 'value'], ...lines];
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** A line for each entry that is a number. */
export function linesOf(
  of: string,
  method: string,
  budget: number | '',
  values: object,
): NumberLine[] {
  return Object.entries(values).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'number' ? [[of, method, budget, name, value] as const] : [],
  );
}

/** RFC 4180. */
function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
