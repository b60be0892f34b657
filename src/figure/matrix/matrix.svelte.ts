// Behaviour of the matrix figure: where it is looking, which cell is under the crosshair, which picture
// is on show. The component around it draws; gestures and keys call in here.
import { PaintQueue, type Picture } from '../map/paint-queue.ts';
import { RowCache } from '../map/row-cache.ts';
import type { Fates } from './fates.ts';
import { cellSentence } from './sentence.ts';
import type { MatrixCell, MatrixFigureProps, MatrixRow } from './types.ts';
import {
  aspectOf,
  cellAt,
  CLOSEST,
  isWhole,
  panBy,
  reveal,
  sameView,
  viewOfZoom,
  viewportOf,
  wholeView,
  zoomAt,
  zoomOf,
  type MatrixShape,
  type MatrixView,
} from './view.ts';

/** What the state reads from, and the three props it writes to. */
export interface MatrixSource extends Readonly<
  Pick<MatrixFigureProps, 'rows' | 'cols' | 'mask' | 'paint' | 'readRow' | 'remark'>
> {
  readonly fates: Fates;
  readonly aspect: number | null;
  cell: MatrixCell | null;
  row: number | null;
  zoom: MatrixFigureProps['zoom'];
}

const SETTLE_MS = 180;

export class MatrixState {
  readonly source: MatrixSource;
  view = $state.raw<MatrixView>({ row: 0, col: 0, side: 1, tall: 1 });
  picture = $state.raw<Picture | null>(null);
  painting = $state(false);
  /** The reader has clicked into the map: the wheel and a one-finger drag are the map's. */
  active = $state(false);
  byKeyboard = $state(false);
  dragging = $state(false);
  /** Width of the plot in CSS px and in device px. */
  width = $state(0);
  pixels = $state(0);

  readonly #queue = new PaintQueue(
    (picture) => (this.picture = picture),
    (busy) => (this.painting = busy),
  );
  #rowsArrived = $state(0);
  #settle: ReturnType<typeof setTimeout> | undefined;
  #known = '';

  constructor(source: MatrixSource) {
    this.source = source;
  }

  readonly shape: MatrixShape = $derived.by(() => {
    const { rows, cols, aspect } = this.source;
    return { rows, cols, aspect: aspect ?? aspectOf(rows, cols) };
  });
  readonly height = $derived.by(() => this.width * this.shape.aspect);
  readonly whole = $derived.by(() => isWhole(this.view, this.shape));
  readonly closest = $derived.by(() => this.view.side <= Math.min(CLOSEST, this.shape.cols));
  /** Size of a cell, CSS px. */
  readonly cellWidth = $derived.by(() => this.width / this.view.side);
  readonly cellHeight = $derived.by(() => this.height / this.view.tall);
  readonly #rows = $derived.by(() => {
    const read = this.source.readRow;
    return read ? new RowCache<MatrixRow>(read, () => this.#rowsArrived++) : null;
  });

  /** The row under the crosshair; null while it is fetched. */
  readonly read = $derived.by((): MatrixRow | null => {
    const { cell } = this.source;
    return cell ? this.rowAt(cell.row) : null;
  });
  readonly kept = $derived.by((): boolean | null => {
    const { cell, mask } = this.source;
    return cell && mask && cell.row < mask.rows && cell.col < mask.cols
      ? mask.has(cell.row, cell.col)
      : null;
  });
  /** The live sentence. */
  readonly sentence = $derived.by(() => {
    const { cell, mask, fates } = this.source;
    if (!cell) return '';
    const remark = this.remarkOn(cell);
    return `${cellSentence(cell, mask, this.read, fates)}${remark && `, ${remark}`}`;
  });

  /** What the page says of a weight besides; '' for nothing. */
  remarkOn(cell: MatrixCell): string {
    return this.source.remark?.(cell) ?? '';
  }

  rowAt(row: number): MatrixRow | null {
    void this.#rowsArrived;
    return this.#rows?.get(row) ?? null;
  }

  /** Follows the `zoom` prop when it says something new; its own echo must not move the map. */
  adopt(zoom: MatrixFigureProps['zoom'], shape: MatrixShape): void {
    const known = knownAs(zoom, shape);
    if (known === this.#known) return;
    this.#known = known;
    clearTimeout(this.#settle);
    this.view = viewOfZoom(zoom ?? null, shape);
  }

  /** Asks for the picture of the present view. */
  refresh(): void {
    const { paint, rows } = this.source;
    if (!paint || rows === 0 || this.pixels === 0) return;
    const height = Math.max(1, Math.round(this.pixels * this.shape.aspect));
    this.#queue.request(paint, viewportOf(this.view, this.pixels, height));
  }

  clear(): void {
    this.#queue.forget();
    this.picture = null;
  }

  point(x: number, y: number): void {
    this.byKeyboard = false;
    this.#setCell(cellAt(this.view, x, y, this.shape));
  }

  leave(): void {
    if (!this.byKeyboard) this.#setCell(null);
  }

  /** Click or tap: pins the row there. */
  press(x: number, y: number): void {
    this.point(x, y);
    this.active = true;
    this.source.row = this.source.cell?.row ?? null;
  }

  release(): void {
    this.active = false;
  }

  zoomBy(factor: number, x = 0.5, y = 0.5): void {
    this.#look(zoomAt(this.view, factor, x, y, this.shape));
  }

  /** By keys and buttons: about the crosshair, else the pinned row, else the middle. */
  zoomAround(factor: number): void {
    const { cell, row: pinned } = this.source;
    const { row, col, side, tall } = this.view;
    const inside = (fraction: number): number => Math.min(Math.max(fraction, 0), 1);
    const at = cell?.row ?? pinned;
    const x = cell ? inside((cell.col + 0.5 - col) / side) : 0.5;
    const y = at === null ? 0.5 : inside((at + 0.5 - row) / tall);
    const next = zoomAt(this.view, factor, x, y, this.shape);
    this.#look(cell ? reveal(next, cell, this.shape) : next);
  }

  pan(dx: number, dy: number): void {
    this.#look(panBy(this.view, dx, dy, this.shape));
  }

  reset(): void {
    this.#look(wholeView(this.shape));
  }

  /** Moves the crosshair and brings it into view. */
  moveTo(row: number, col: number): void {
    const { rows, cols } = this.shape;
    if (rows === 0) return;
    const inside = (at: number, size: number): number => Math.min(Math.max(at, 0), size - 1);
    const cell = { row: inside(row, rows), col: inside(col, cols) };
    this.byKeyboard = true;
    this.#setCell(cell);
    this.#look(reveal(this.view, cell, this.shape));
  }

  togglePin(): void {
    const { cell } = this.source;
    if (cell) this.source.row = this.source.row === cell.row ? null : cell.row;
  }

  destroy(): void {
    clearTimeout(this.#settle);
    this.#queue.forget();
  }

  #setCell(cell: MatrixCell | null): void {
    const old = this.source.cell;
    if (old?.row !== cell?.row || old?.col !== cell?.col) this.source.cell = cell;
  }

  #look(view: MatrixView): void {
    if (sameView(view, this.view)) return;
    this.view = view;
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      const zoom = zoomOf(this.view, this.shape);
      this.#known = knownAs(zoom, this.shape);
      this.source.zoom = zoom;
    }, SETTLE_MS);
  }
}

function knownAs(zoom: MatrixFigureProps['zoom'], { rows, cols }: MatrixShape): string {
  return JSON.stringify([rows, cols, zoom ?? null]);
}
