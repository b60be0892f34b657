// A number of the figure in words and digits.
import type { Definition } from '../domains/definition.ts';

export interface NumberRow {
  readonly id: string;
  readonly label: string;
  readonly definition: string;
  /** Null while it is being computed. */
  readonly value: string | null;
}

/** `more` is said after the definition. */
export function numberRow(
  id: string,
  value: string | null,
  { label, sentence, denominator }: Definition,
  more = '',
): NumberRow {
  const per = denominator ? ` Out of: ${denominator}.` : '';
  return { id, label, definition: sentence + per + more, value };
}
