// A number on a half circle, with the mark that it is measured against.
import { plain } from '../../format.ts';
import type { Of } from '../../stage/kinds.ts';
import { COLOURS } from '../colours.ts';
import type { Lines } from '../keys.ts';
import { putText, round, wrap } from '../text.ts';
import { SMALL, type Room } from './part.ts';

const R = 50;

export function drawDial(of: Of<'dial'>, { width, theme }: Room): Lines {
  const { line, accent, ink } = COLOURS[theme];
  const share = (value: number): number => Math.min(1, Math.max(0, value / (of.max || 1)));
  /** A point on the half circle, 0 at the left, 1 at the right. */
  const at = (t: number, radius: number): string => {
    const angle = Math.PI * (1 - t);
    return `${round(60 + radius * Math.cos(angle))} ${round(62 - radius * Math.sin(angle))}`;
  };
  const arc = (to: number, colour: string): string =>
    `<path d="M${at(0, R)}A${R} ${R} 0 0 1 ${at(to, R)}" fill="none" stroke="${colour}" stroke-width="8"/>`;
  const { mark } = of;
  const label = wrap(of.label, (width - 140) / 12);
  const last = 36 + label.length * 16;
  return {
    parts: [
      `<g stroke-opacity="0.35">${arc(1, line)}</g>`,
      arc(share(of.value), accent),
      ...(mark === undefined
        ? []
        : [
            `<path d="M${at(share(mark), R - 9)}L${at(share(mark), R + 7)}" stroke="${ink}" stroke-width="2"/>`,
            putText(140, last, `mark at ${plain(mark)}`, SMALL),
          ]),
      putText(
        140,
        20,
        `${plain(of.value)}${of.unit ? ` ${of.unit}` : ''}`,
        `font-size="16" font-weight="700" fill="${ink}"`,
      ),
      ...label.map((words, i) => putText(140, 38 + i * 16, words)),
    ],
    height: Math.max(70, last + 6),
  };
}
