// Named numbers of a step; those that count the same thing as bars of one scale.
import { plain } from '../../format.ts';
import type { Of } from '../../stage/kinds.ts';
import { COLOURS } from '../colours.ts';
import { flow, type Lines } from '../keys.ts';
import { putText, round } from '../text.ts';
import { heading, type Room } from './part.ts';

type Entry = Of<'numbers'>['entries'][number];

export function drawNumbers(of: Of<'numbers'>, room: Room): Lines {
  const { width, theme } = room;
  const head = heading(of.label, room);
  if (!of.compared) {
    const told = of.entries.map((entry) => ({ label: `${entry.label}: ${textOf(entry)}` }));
    const key = flow(told, { x: 0, y: head.height + 12, width });
    return { parts: [...head.parts, ...key.parts], height: head.height + key.height + 4 };
  }
  const { accent, bar, ink } = COLOURS[theme];
  const most = Math.max(1e-12, ...of.entries.map(({ value }) => value));
  const long = Math.min(420, width);
  const rows = of.entries.map((entry, i) => {
    const y = head.height + 12 + i * 30;
    const wide = round((Math.max(0, entry.value) / most) * long);
    return [
      putText(0, y, entry.label),
      putText(long, y, textOf(entry), `text-anchor="end" font-weight="600" fill="${ink}"`),
      `<rect y="${y + 5}" width="${wide}" height="6" fill="${i === 0 ? accent : bar}"/>`,
    ].join('');
  });
  return { parts: [...head.parts, ...rows], height: head.height + of.entries.length * 30 + 6 };
}

function textOf({ value, unit }: Entry): string {
  return `${plain(value)}${unit ? ` ${unit}` : ''}`;
}
