// Where a hint's box goes: under its term, over it where there is no room, always inside the window.

interface Box {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
}

const GAP = 6;
const EDGE = 8;

/** Left and top in CSS px of the window, for a box of width × height beside `term`. */
export function placeHint(
  term: Box,
  width: number,
  height: number,
  windowWidth: number,
  windowHeight: number,
): { left: number; top: number } {
  const middle = term.left + term.width / 2 - width / 2;
  const left = Math.max(EDGE, Math.min(middle, windowWidth - width - EDGE));
  const below = term.bottom + GAP;
  const fits = below + height + EDGE <= windowHeight;
  return { left, top: fits ? below : Math.max(EDGE, term.top - GAP - height) };
}
