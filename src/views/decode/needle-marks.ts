// Numbers that a text asks for later, as ticks on the timeline: the columns that tell them, the rows that ask.
import { askedAfter, askedBy, askedNumbers, type AskedNumber } from '../../model/asked.ts';
import type { Drawable } from '../../core/trace.ts';

type Ticks = Extract<Drawable, { readonly kind: 'ticks' }>;

/** Keys of all tellings of a number. */
export function toldKeys({ told }: Pick<AskedNumber, 'told'>): readonly number[] {
  return told.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
}

/** Empty where the text has no such number after the prompt. */
export default function needleMarks(pieces: readonly string[], prompt: number): readonly Ticks[] {
  const needles = askedAfter(askedNumbers(pieces), prompt);
  if (needles.length === 0) return [];
  return [
    {
      kind: 'ticks',
      columns: needles.flatMap(toldKeys),
      rows: needles.map((needle) => askedBy(needle) - prompt),
      label: 'a number that is told, and the step that asks for it',
    },
  ];
}
