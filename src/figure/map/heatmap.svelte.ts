// Behaviour of the heatmap: where it is looking, which cell is under the crosshair, which picture is
// on show. The component around it draws; the gestures and keys call in here.
import type { Cell, HeatmapProps } from '../types.ts';
import { PaintQueue, type Picture } from './paint-queue.ts';
import { RowCache } from './row-cache.ts';
import { cellSentence, fateOf, rowSentence } from './sentence.ts';
import {
  CLOSEST,
  between,
  cellAt,
  isWhole,
  panBy,
  reveal,
  sameView,
  viewOfZoom,
  viewportOf,
  wholeView,
  zoomAt,
  zoomOf,
  type View,
} from './view.ts';
import { linesOf, whyKept } from './why.ts';

/** What the state reads from, and the three props it writes to. */
export interface HeatmapSource extends Readonly<
  Pick<
    HeatmapProps,
    'n' | 'pieces' | 'mask' | 'rowRecall' | 'paint' | 'weights' | 'stages' | 'remark'
  >
> {
  cell: Cell | null;
  query: number | null;
  zoom: HeatmapProps['zoom'];
}

const SETTLE_MS = 180;
const GLIDE_MS = 200;

export class HeatmapState {
  readonly source: HeatmapSource;
  view = $state.raw<View>(wholeView(1));
  picture = $state.raw<Picture | null>(null);
  /** The last picture of the whole map: fills in around a picture that has been moved. */
  backdrop = $state.raw<Picture | null>(null);
  painting = $state(false);
  /** The reader has clicked into the map: the wheel and a one-finger drag are the map's. */
  active = $state(false);
  /** The crosshair was moved by keys: it speaks, and the tooltip follows it. */
  byKeyboard = $state(false);
  dragging = $state(false);
  /** Side of the plot in CSS px and in device px. */
  side = $state(0);
  pixels = $state(0);

  readonly #queue = new PaintQueue(
    (picture) => this.#show(picture),
    (busy) => (this.painting = busy),
  );
  #rowsArrived = $state(0);
  #settle: ReturnType<typeof setTimeout> | undefined;
  #glide = 0;
  #known = '';

  constructor(source: HeatmapSource) {
    this.source = source;
  }

  readonly whole = $derived.by(() => isWhole(this.view, this.source.n));
  readonly closest = $derived.by(() => this.view.side <= Math.min(CLOSEST, this.source.n));
  readonly cellPx = $derived.by(() => this.side / this.view.side);
  /** Cells that one pixel stands for, at least 1. */
  readonly cellsPerPixel = $derived.by(() =>
    this.pixels > 0 ? Math.max(1, this.view.side / this.pixels) : 1,
  );
  readonly #lines = $derived.by(() => linesOf(this.source.stages ?? []));
  readonly #rows = $derived.by(() => {
    const weights = this.source.weights;
    return weights ? new RowCache(weights, () => this.#rowsArrived++) : null;
  });

  /** Weight of the cell under the crosshair; null while its row is fetched. */
  readonly weight = $derived.by((): number | null => {
    void this.#rowsArrived;
    const cell = this.source.cell;
    return cell ? (this.#rows?.get(cell.query)?.[cell.key] ?? null) : null;
  });
  readonly fate = $derived.by(() => {
    const cell = this.source.cell;
    return cell ? fateOf(this.source.mask, cell, this.weight) : 'unknown';
  });
  readonly why = $derived.by(() => {
    const cell = this.source.cell;
    return cell && this.fate === 'kept' ? whyKept(this.#lines, cell) : '';
  });
  /** The live sentence. */
  readonly sentence = $derived.by(() => {
    const { cell, pieces, mask, rowRecall } = this.source;
    if (!cell) return '';
    const recall = rowRecall?.[cell.query] ?? null;
    const remark = this.remarkOn(cell);
    return `${rowSentence(cell.query, pieces, mask, recall)}; ${cellSentence(cell, pieces, mask, this.weight)}${remark && `, ${remark}`}`;
  });

  /** What the page says of a cell besides; '' for nothing. */
  remarkOn(cell: Cell): string {
    return this.source.remark?.(cell) ?? '';
  }

  /** Weight of any cell, if its row is here; the window around the crosshair reads it. */
  weightAt(cell: Cell): number | null {
    void this.#rowsArrived;
    return this.#rows?.get(cell.query)?.[cell.key] ?? null;
  }

  /** Follows the `zoom` prop when it says something new; its own echo must not jerk the map. */
  adopt(zoom: HeatmapProps['zoom'], n: number): void {
    const known = knownAs(zoom, n);
    if (known === this.#known) return;
    this.#known = known;
    clearTimeout(this.#settle);
    cancelAnimationFrame(this.#glide);
    this.view = viewOfZoom(zoom ?? null, n);
  }

  /** Asks for the picture of the present view. */
  refresh(): void {
    const { paint, n } = this.source;
    if (paint && n > 0 && this.pixels > 0) {
      this.#queue.request(paint, viewportOf(this.view, this.pixels));
    }
  }

  /** Drops the picture: another text, or none. */
  clear(): void {
    this.#queue.forget();
    this.picture = null;
    this.backdrop = null;
  }

  point(x: number, y: number): void {
    this.byKeyboard = false;
    this.#setCell(cellAt(this.view, x, y, this.source.n));
  }

  leave(): void {
    if (!this.byKeyboard) this.#setCell(null);
  }

  /** Click or tap: pins the row there, or lets go of it in the empty triangle. */
  press(x: number, y: number): void {
    this.point(x, y);
    this.active = true;
    this.source.query = this.source.cell?.query ?? null;
  }

  release(): void {
    this.active = false;
  }

  zoomBy(factor: number, x = 0.5, y = 0.5, glide = false): void {
    const next = zoomAt(this.view, factor, x, y, this.source.n);
    if (glide) this.#glideTo(next);
    else this.#look(next);
  }

  /** By keys and buttons: about the crosshair, else the pinned row, else the middle. */
  zoomAround(factor: number): void {
    const { query, cell } = this.source;
    const { row, col, side } = this.view;
    const inside = (fraction: number): number => Math.min(Math.max(fraction, 0), 1);
    const at = cell?.query ?? query;
    const x = cell ? inside((cell.key + 0.5 - col) / side) : 0.5;
    const y = at === null ? 0.5 : inside((at + 0.5 - row) / side);
    const next = zoomAt(this.view, factor, x, y, this.source.n);
    // Close to an edge the crosshair's cell would be cut in half.
    this.#glideTo(cell ? reveal(next, cell, this.source.n) : next);
  }

  pan(dx: number, dy: number): void {
    this.#look(panBy(this.view, dx, dy, this.source.n));
  }

  reset(glide = false): void {
    const next = wholeView(this.source.n);
    if (glide) this.#glideTo(next);
    else this.#look(next);
  }

  /** Moves the crosshair and brings it into view. */
  moveTo(query: number, key: number): void {
    const { n } = this.source;
    if (n === 0) return;
    const row = Math.min(Math.max(query, 0), n - 1);
    const cell = { query: row, key: Math.min(Math.max(key, 0), row) };
    this.byKeyboard = true;
    this.#setCell(cell);
    this.#look(reveal(this.view, cell, n));
  }

  togglePin(): void {
    const cell = this.source.cell;
    if (!cell) return;
    this.source.query = this.source.query === cell.query ? null : cell.query;
  }

  destroy(): void {
    clearTimeout(this.#settle);
    cancelAnimationFrame(this.#glide);
    this.#queue.forget();
  }

  #setCell(cell: Cell | null): void {
    const old = this.source.cell;
    if (old?.query !== cell?.query || old?.key !== cell?.key) this.source.cell = cell;
  }

  #show(picture: Picture): void {
    this.picture = picture;
    const whole = picture.view.row1 - picture.view.row0 >= this.source.n;
    if (whole) this.backdrop = picture;
    else if (this.backdrop?.paint !== picture.paint) this.backdrop = null;
  }

  #look(view: View): void {
    cancelAnimationFrame(this.#glide);
    this.#set(view);
  }

  #set(view: View): void {
    if (sameView(view, this.view)) return;
    this.view = view;
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      const zoom = zoomOf(this.view, this.source.n);
      this.#known = knownAs(zoom, this.source.n);
      this.source.zoom = zoom;
    }, SETTLE_MS);
  }

  #glideTo(target: View): void {
    cancelAnimationFrame(this.#glide);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#set(target);
      return;
    }
    const from = this.view;
    const began = performance.now();
    const step = (now: number): void => {
      const t = Math.min(1, Math.max(0, (now - began) / GLIDE_MS));
      const eased = 1 - (1 - t) ** 3;
      this.#set(t < 1 ? between(from, target, eased, this.source.n) : target);
      if (t < 1) this.#glide = requestAnimationFrame(step);
    };
    this.#glide = requestAnimationFrame(step);
  }
}

function knownAs(zoom: HeatmapProps['zoom'], n: number): string {
  return JSON.stringify([n, zoom ?? null]);
}
