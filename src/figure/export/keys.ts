// What the marks over the map mean, in lines below it; and other keys in lines.
import type { Theme } from '../../core/palette.ts';
import { COLOURS } from './colours.ts';
import { putText, round, widthOf, wrap } from './text.ts';

/** `pinned` is the row that the reader chose; the others are the kinds of what a step draws. */
export interface Key {
  readonly kind: 'pinned' | 'rows' | 'mask' | 'lines';
  readonly label: string;
}

const LINE = 16;
const SMALL = 11;
const SWATCH = 20;
const GAP = 18;

/** Where lines begin, and the room that there is, px; `y` is the first line of text. */
export interface Room {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface Lines {
  readonly parts: readonly string[];
  readonly height: number;
}

export function keyLines(keys: readonly Key[], theme: Theme, room: Room): Lines {
  const { parts, height } = flow(
    keys.map(({ kind, label }) => ({ label, swatch: (x, base) => swatch(kind, theme, x, base) })),
    room,
  );
  return { parts, height: keys.length === 0 ? 0 : height + 8 };
}

export interface FlowItem {
  readonly label: string;
  /** Drawn in 14 × 10 px, from `x` on and a pixel below the base of the text. */
  readonly swatch?: (x: number, base: number) => string;
}

/** One beside the other, in as many lines as it takes; what is too long for a line is broken. */
export function flow(all: readonly FlowItem[], { x, y, width }: Room): Lines {
  let [at, line] = [0, 0];
  const parts = all.flatMap(({ label, swatch: draw }) => {
    const indent = draw ? SWATCH : 0;
    const pieces = wrap(label, (width - indent) / SMALL);
    const wide = indent + Math.max(...pieces.map(widthOf)) * SMALL;
    if (at > 0 && at + wide > width) [at, line] = [0, line + 1];
    const [left, first] = [round(x + at), line];
    at += wide + GAP;
    line += pieces.length - 1;
    return [
      ...(draw ? [draw(left, y + first * LINE)] : []),
      ...pieces.map((piece, i) =>
        putText(left + indent, y + (first + i) * LINE, piece, `font-size="${SMALL}"`),
      ),
    ];
  });
  return { parts, height: all.length === 0 ? 0 : (line + 1) * LINE };
}

function swatch(kind: Key['kind'], theme: Theme, x: number, base: number): string {
  const { accent, ink, line } = COLOURS[theme];
  const top = base - 9;
  switch (kind) {
    case 'pinned':
      return `<path d="M${x} ${top + 5}h14" stroke="${ink}" stroke-dasharray="2 3"/>`;
    case 'rows':
      return `<path d="M${x} ${top}h14v10h-14z" fill="${line}" fill-opacity="0.35"/><path d="M${x} ${top + 3}h14v4h-14z" fill="${accent}"/>`;
    case 'mask':
      return `<path d="M${x + 0.75} ${top + 0.75}h12.5v8.5h-12.5z" fill="${accent}" fill-opacity="0.2" stroke="${accent}" stroke-width="1.5"/>`;
    case 'lines':
      return `<path d="M${x + 6} ${top}h2v10h-2z" fill="${accent}"/>`;
  }
}
