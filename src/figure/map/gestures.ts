// Pointer, wheel and touch on the map. The page keeps its own gestures: the wheel zooms the map only
// with Ctrl or ⌘ or once the map was clicked, one finger scrolls the page until the map is active and
// zoomed, two fingers always belong to the map.
import { placeIn, type Spot } from '../parts/pointer.ts';

/** Beyond this many CSS px a press is a drag. */
const SLIP = 5;
/** Pixels that one line of a wheel with lines as its unit stands for. */
const WHEEL_LINE = 16;

/** What the gestures drive. Places and moves are fractions of the plot. */
export interface GestureTarget {
  readonly whole: boolean;
  readonly active: boolean;
  dragging: boolean;
  point(x: number, y: number): void;
  leave(): void;
  press(x: number, y: number): void;
  release(): void;
  zoomBy(factor: number, x: number, y: number, glide?: boolean): void;
  pan(dx: number, dy: number): void;
}

export function gestures(element: HTMLElement, state: GestureTarget): () => void {
  const pointers = new Map<number, Spot>();
  let start: Spot | null = null;
  let moved = false;

  const place = (event: MouseEvent): Spot => placeIn(element, event);
  const mayPan = (event: PointerEvent): boolean =>
    !state.whole && (event.pointerType === 'mouse' || state.active);

  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, place(event));
    start = { x: event.clientX, y: event.clientY };
    moved = pointers.size > 1;
    if (event.pointerType !== 'touch' || mayPan(event) || pointers.size > 1) {
      element.setPointerCapture(event.pointerId);
    }
  };

  const move = (event: PointerEvent): void => {
    const now = place(event);
    const before = pointers.get(event.pointerId);
    if (!before || !start) {
      if (event.pointerType !== 'touch') state.point(now.x, now.y);
      return;
    }
    const slip = Math.hypot(event.clientX - start.x, event.clientY - start.y);
    moved ||= slip > SLIP;
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) pinch(before, now, other);
    } else if (moved && mayPan(event)) {
      state.dragging = true;
      state.pan(now.x - before.x, now.y - before.y);
    } else if (event.pointerType !== 'touch') {
      state.point(now.x, now.y);
    }
    pointers.set(event.pointerId, now);
  };

  /** The point midway between the fingers stays under them. */
  const pinch = (before: Spot, now: Spot, other: Spot): void => {
    const spread = (spot: Spot): number => Math.hypot(spot.x - other.x, spot.y - other.y);
    const factor = spread(now) / Math.max(spread(before), 1e-3);
    state.zoomBy(factor, (now.x + other.x) / 2, (now.y + other.y) / 2);
    state.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  };

  const up = (event: PointerEvent): void => {
    const at = pointers.get(event.pointerId);
    pointers.delete(event.pointerId);
    if (at && !moved) state.press(at.x, at.y);
    if (pointers.size === 0) {
      start = null;
      state.dragging = false;
    }
  };

  const cancel = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) {
      start = null;
      state.dragging = false;
    }
  };

  const leave = (event: PointerEvent): void => {
    // A finger leaves the screen after every tap; its crosshair stays.
    if (event.pointerType !== 'touch') state.leave();
  };

  const wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey && !state.active) return;
    event.preventDefault();
    const { x, y } = place(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE : 1;
    // A trackpad's pinch arrives as small Ctrl-wheel steps, a mouse wheel as steps of about 100.
    const step = Math.min(Math.max(event.deltaY * lines, -120), 120);
    state.zoomBy(Math.exp(-step * (event.ctrlKey && Math.abs(step) < 50 ? 0.012 : 0.0025)), x, y);
  };

  const double = (event: MouseEvent): void => {
    const { x, y } = place(event);
    state.zoomBy(event.shiftKey ? 0.4 : 2.5, x, y, true);
  };

  /** Keeps the browser from scrolling or zooming the page under a gesture that is ours. */
  const touch = (event: TouchEvent): void => {
    const ours = event.touches.length > 1 || (state.active && !state.whole);
    if (ours && event.cancelable) event.preventDefault();
  };

  const outside = (event: PointerEvent): void => {
    if (event.composedPath().includes(element)) return;
    state.release();
    // What a tap has shown goes with the next tap elsewhere, as a mouse's crosshair goes on leaving.
    if (event.pointerType === 'touch') state.leave();
  };

  const stop = new AbortController();
  const { signal } = stop;
  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', cancel, { signal });
  element.addEventListener('pointerleave', leave, { signal });
  element.addEventListener('dblclick', double, { signal });
  element.addEventListener('wheel', wheel, { signal, passive: false });
  element.addEventListener('touchstart', touch, { signal, passive: false });
  element.addEventListener('touchmove', touch, { signal, passive: false });
  element.ownerDocument.addEventListener('pointerdown', outside, { signal, capture: true });
  return () => stop.abort();
}
