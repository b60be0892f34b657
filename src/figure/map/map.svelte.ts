// Behaviour of the map: where it is looking, which cell is under the crosshair, which picture is on show.
// The component around it draws; the gestures and keys call in here.
import type { AnyZoom, Cell } from '../types.ts';
import type { Geometry, View } from './geometry.ts';
import { PaintQueue, type Picture } from './paint-queue.ts';
import { RowCache } from './row-cache.ts';
import type { MapFigureProps, TipLine } from './types.ts';
import {
  between,
  cellAt,
  isClosest,
  isWhole,
  nearestCell,
  panBy,
  reveal,
  sameView,
  viewOfZoom,
  viewportOf,
  wholeView,
  zoomAt,
  zoomOf,
} from './view.ts';

/** What the state reads from, and the three props it writes to. */
export interface MapSource<Z extends AnyZoom> extends Readonly<
  Pick<
    MapFigureProps<object, Z>,
    'geometry' | 'names' | 'reading' | 'paint' | 'first' | 'onviewport' | 'readRow'
  >
> {
  cell: Cell | null;
  row: number | null;
  zoom: Z | null;
}

const SETTLE_MS = 180;
const GLIDE_MS = 200;

export class MapState<Z extends AnyZoom = AnyZoom> {
  readonly source: MapSource<Z>;
  view = $state.raw<View>({ row: 0, col: 0, side: 1, tall: 1 });
  picture = $state.raw<Picture | null>(null);
  /** The last picture of the whole map: fills in around a picture that has been moved. */
  backdrop = $state.raw<Picture | null>(null);
  painting = $state(false);
  /** The reader has clicked into the map: the wheel and a one-finger drag are the map's. */
  active = $state(false);
  /** The crosshair was moved by keys: it speaks, and the tooltip follows it. */
  byKeyboard = $state(false);
  dragging = $state(false);
  /** Width of the plot in CSS px and in device px. */
  width = $state(0);
  pixels = $state(0);

  readonly #queue = new PaintQueue(
    (picture) => this.#show(picture),
    (busy) => (this.painting = busy),
  );
  #rowsArrived = $state(0);
  #settle: ReturnType<typeof setTimeout> | undefined;
  #glide = 0;
  /** Where a glide is going. */
  #aim: View | null = null;
  #known = '';

  constructor(source: MapSource<Z>) {
    this.source = source;
  }

  readonly geometry: Geometry<Z> = $derived.by(() => this.source.geometry);
  /** Height of the plot in CSS px and in device px. */
  readonly height = $derived.by(() => this.width * this.geometry.aspect);
  readonly pixelsDown = $derived.by(() =>
    Math.max(1, Math.round(this.pixels * this.geometry.aspect)),
  );
  readonly whole = $derived.by(() => isWhole(this.view, this.geometry));
  readonly closest = $derived.by(() => isClosest(this.view, this.geometry));
  /** Size of a cell, CSS px. */
  readonly cellWidth = $derived.by(() => this.width / this.view.side);
  readonly cellHeight = $derived.by(() => this.height / this.view.tall);
  /** A pixel stands for several cells. */
  readonly pooled = $derived.by(
    () =>
      this.pixels > 0 &&
      Math.max(this.view.side / this.pixels, this.view.tall / this.pixelsDown) > 1.01,
  );
  readonly #rows = $derived.by(() => {
    const read = this.source.readRow;
    return read ? new RowCache(read, () => this.#rowsArrived++) : null;
  });

  readonly tip = $derived.by((): readonly TipLine[] => {
    const { cell, reading } = this.source;
    return cell && reading ? reading.tip(cell, this.#rowAt(cell.row)) : [];
  });
  /** The live sentence. */
  readonly sentence = $derived.by(() => {
    const { cell, reading } = this.source;
    return cell && reading ? reading.sentence(cell, this.#rowAt(cell.row)) : '';
  });

  /** Any place in words; the window around the crosshair reads it. */
  textAt(row: number, col: number): string {
    const { reading } = this.source;
    if (!reading) return '';
    return col < this.geometry.endOf(row)
      ? reading.cell({ row, col }, this.#rowAt(row))
      : (reading.nothing ?? '');
  }

  #rowAt(row: number): object | null {
    void this.#rowsArrived;
    return this.#rows?.get(row) ?? null;
  }

  /** Follows the `zoom` prop when it says something new; its own echo must not jerk the map. */
  adopt(zoom: AnyZoom | null, geometry: Geometry): void {
    const known = knownAs(zoom, geometry);
    if (known === this.#known) return;
    this.#known = known;
    clearTimeout(this.#settle);
    this.#stopGlide();
    this.view = viewOfZoom(zoom, geometry);
  }

  /** Asks for the picture of the present view. */
  refresh(): void {
    const { paint, first, onviewport } = this.source;
    if (this.pixels === 0) return;
    const there = this.geometry.rows > 0;
    const view = there ? this.view : { row: 0, col: 0, side: 0, tall: 0 };
    const wanted = viewportOf(view, this.pixels, this.pixelsDown);
    onviewport?.(wanted);
    if (paint && there) this.#queue.request(paint, wanted, first);
  }

  /** Drops the picture: another subject, or none. */
  clear(): void {
    this.#queue.forget();
    this.picture = null;
    this.backdrop = null;
  }

  point(x: number, y: number): void {
    this.byKeyboard = false;
    this.#setCell(cellAt(this.view, x, y, this.geometry));
  }

  leave(): void {
    if (!this.byKeyboard) this.#setCell(null);
  }

  /** Click or tap: pins the row there, or lets go of it where no cell is. */
  press(x: number, y: number): void {
    this.point(x, y);
    this.active = true;
    this.source.row = this.source.cell?.row ?? null;
  }

  release(): void {
    this.active = false;
  }

  zoomBy(factor: number, x = 0.5, y = 0.5, glide = false): void {
    const next = zoomAt(this.view, factor, x, y, this.geometry);
    if (glide) this.#glideTo(next);
    else this.#look(next);
  }

  /** By keys and buttons: about the crosshair, else the pinned row, else the middle. */
  zoomAround(factor: number): void {
    const { row: pinned, cell } = this.source;
    // A second step goes on from where the first is going.
    const from = this.#aim ?? this.view;
    const { row, col, side, tall } = from;
    const inside = (fraction: number): number => Math.min(Math.max(fraction, 0), 1);
    const at = cell?.row ?? pinned;
    const x = cell ? inside((cell.col + 0.5 - col) / side) : 0.5;
    const y = at === null ? 0.5 : inside((at + 0.5 - row) / tall);
    const next = zoomAt(from, factor, x, y, this.geometry);
    // Close to an edge the crosshair's cell would be cut in half.
    this.#glideTo(cell ? reveal(next, cell, this.geometry) : next);
  }

  pan(dx: number, dy: number): void {
    this.#look(panBy(this.view, dx, dy, this.geometry));
  }

  reset(glide = false): void {
    const next = wholeView(this.geometry);
    if (glide) this.#glideTo(next);
    else this.#look(next);
  }

  /** Moves the crosshair and brings it into view. */
  moveTo(row: number, col: number): void {
    if (this.geometry.rows === 0) return;
    const cell = nearestCell(row, col, this.geometry);
    this.byKeyboard = true;
    this.#setCell(cell);
    this.#look(reveal(this.view, cell, this.geometry));
  }

  togglePin(): void {
    const { cell } = this.source;
    if (cell) this.source.row = this.source.row === cell.row ? null : cell.row;
  }

  destroy(): void {
    clearTimeout(this.#settle);
    this.#stopGlide();
    this.#queue.forget();
  }

  #setCell(cell: Cell | null): void {
    const old = this.source.cell;
    if (old?.row !== cell?.row || old?.col !== cell?.col) this.source.cell = cell;
  }

  #show(picture: Picture): void {
    this.picture = picture;
    const { row0, row1, col0, col1 } = picture.view;
    const { rows, cols } = this.geometry;
    if (row1 - row0 >= rows && col1 - col0 >= cols) this.backdrop = picture;
    else if (this.backdrop?.paint !== picture.paint) this.backdrop = null;
  }

  #look(view: View): void {
    this.#stopGlide();
    this.#set(view);
  }

  #set(view: View): void {
    if (sameView(view, this.view)) return;
    this.view = view;
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      const zoom = zoomOf(this.view, this.geometry);
      this.#known = knownAs(zoom, this.geometry);
      this.source.zoom = zoom;
    }, SETTLE_MS);
  }

  #glideTo(target: View): void {
    this.#stopGlide();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#set(target);
      return;
    }
    const from = this.view;
    this.#aim = target;
    const began = performance.now();
    const step = (now: number): void => {
      const t = Math.min(1, Math.max(0, (now - began) / GLIDE_MS));
      const eased = 1 - (1 - t) ** 3;
      if (t === 1) this.#aim = null;
      this.#set(t < 1 ? between(from, target, eased, this.geometry) : target);
      if (t < 1) this.#glide = requestAnimationFrame(step);
    };
    this.#glide = requestAnimationFrame(step);
  }

  #stopGlide(): void {
    cancelAnimationFrame(this.#glide);
    this.#aim = null;
  }
}

function knownAs(zoom: AnyZoom | null, { rows, cols }: Geometry): string {
  return JSON.stringify([rows, cols, zoom]);
}
