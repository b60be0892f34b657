// The scale that weights of attention are drawn on, as axes and legends write it.
import { HIGH, LOW } from '../core/palette.ts';
import { superscript } from './format.ts';

/** Its lower end, its middle and its upper end. */
export const LOG_MARKS = [
  power(Math.log10(LOW)),
  power((Math.log10(LOW) + Math.log10(HIGH)) / 2),
  String(HIGH),
] as const;

/** Its ends alone. */
export const LOG_ENDS = { low: LOG_MARKS[0], high: LOG_MARKS[2] };

function power(exponent: number): string {
  return `10${superscript(Math.round(exponent))}`;
}
