// Where the pointer is in an element. A host may scale or zoom what it shows: the pointer comes in px of the
// window, layout is in px of the element, and shares of the element's box are the same in both.

export interface Spot {
  x: number;
  y: number;
}

/** As shares of the element's width and height. */
export function placeIn(element: Element, { clientX, clientY }: MouseEvent): Spot {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / height };
}
