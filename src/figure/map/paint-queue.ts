// Asks for pictures and decides which of the answers may be shown. While the map moves, one request
// is under way and only the newest wish waits behind it; a new painter never waits for an old one.
// An answer that is older than the picture on show is dropped. A picture that came with its painter is
// shown instead of asking for the same.
import type { Viewport } from '../../kernels/contract.ts';
import type { Paint } from '../types.ts';

export interface Picture {
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly view: Viewport;
  /** Which painter made it: pictures of different painters never share the screen. */
  readonly paint: Paint;
}

export class PaintQueue {
  #sequence = 0;
  #shown = 0;
  #underWay: { readonly paint: Paint; readonly sequence: number } | null = null;
  #waiting: Viewport | null = null;
  readonly #show: (picture: Picture) => void;
  readonly #busy: (busy: boolean) => void;

  constructor(show: (picture: Picture) => void, busy: (busy: boolean) => void = () => undefined) {
    this.#show = show;
    this.#busy = busy;
  }

  /** `first`: a picture that is there already; shown where it is the one asked for. */
  request(paint: Paint, view: Viewport, first: Picture | null = null): void {
    if (first?.paint === paint && sameViewport(first.view, view)) {
      this.forget();
      this.#shown = ++this.#sequence;
      this.#show(first);
      return;
    }
    if (this.#underWay?.paint === paint) {
      this.#waiting = view;
      return;
    }
    this.#waiting = null;
    void this.#send(paint, view);
  }

  /** Nothing asked for so far may be shown any more. */
  forget(): void {
    this.#shown = this.#sequence;
    this.#underWay = null;
    this.#waiting = null;
    this.#busy(false);
  }

  async #send(paint: Paint, view: Viewport): Promise<void> {
    const sequence = ++this.#sequence;
    this.#underWay = { paint, sequence };
    this.#busy(true);
    try {
      const pixels = await paint(view);
      if (pixels && sequence > this.#shown) {
        this.#shown = sequence;
        this.#show({ pixels, view, paint });
      }
    } finally {
      this.#next(paint, sequence);
    }
  }

  #next(paint: Paint, sequence: number): void {
    if (this.#underWay?.sequence !== sequence) return;
    this.#underWay = null;
    const view = this.#waiting;
    this.#waiting = null;
    if (view) void this.#send(paint, view);
    else this.#busy(false);
  }
}

function sameViewport(a: Viewport, b: Viewport): boolean {
  return (
    a.row0 === b.row0 &&
    a.row1 === b.row1 &&
    a.col0 === b.col0 &&
    a.col1 === b.col1 &&
    a.width === b.width &&
    a.height === b.height
  );
}
