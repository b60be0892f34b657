// What the marks over the map mean, in lines below it.
import type { Theme } from '../../core/palette.ts';
import { COLOURS } from './colours.ts';
import { putText, round, widthOf } from './text.ts';

/** `pinned` is the row that the reader chose; the others are the kinds of what a step draws. */
export interface Key {
  readonly kind: 'pinned' | 'rows' | 'mask' | 'lines';
  readonly label: string;
}

const LINE = 16;
const SMALL = 11;
const SWATCH = 20;
const GAP = 18;

/** `y` is the first line of text; `width` the room that there is, px. */
export function keyLines(
  keys: readonly Key[],
  theme: Theme,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): { readonly parts: readonly string[]; readonly height: number } {
  let [at, line] = [0, 0];
  const parts = keys.flatMap(({ kind, label }) => {
    const wide = SWATCH + widthOf(label) * SMALL;
    if (at > 0 && at + wide > width) [at, line] = [0, line + 1];
    const [left, base] = [round(x + at), y + line * LINE];
    at += wide + GAP;
    return [
      swatch(kind, theme, left, base),
      putText(left + SWATCH, base, label, `font-size="${SMALL}"`),
    ];
  });
  return { parts, height: keys.length === 0 ? 0 : (line + 1) * LINE + 8 };
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
