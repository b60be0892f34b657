// The element as TypeScript programs see it.
import type { FigureSpec } from '../core/spec.ts';

/** One head of attention, to be shown in place of one of the atlas's own. */
export interface Tensors {
  /** Tokens, at most 8,192. */
  readonly n: number;
  /** Dimensions of the head. */
  readonly d: number;
  /**
   * n × d numbers each, row by row; queries and keys after rotary embedding. All finite. A Float32Array
   * spares a copy; of other arrays a Uint16Array is refused, as it may hold halves.
   */
  readonly q: ArrayLike<number>;
  readonly k: ArrayLike<number>;
  readonly v: ArrayLike<number>;
  /** What each of the n tokens spells; absent: positions only. */
  readonly pieces?: readonly string[];
}

export interface SparsityFigureElement extends HTMLElement {
  /** The figure, once it is known; to set, a whole or partial spec, its JSON or a link of the atlas. */
  get spec(): FigureSpec | null;
  set spec(spec: unknown);
  /**
   * Tensors of your own; null: the subject that the attributes name. They are copied when set: set them
   * again after a change. A spec of such a figure has the model “own” and is restored together with them.
   */
  tensors: Tensors | null;
  getSpec(): FigureSpec | null;
  /** The figure as a standalone SVG: axes, legend and caption as vectors and text. */
  toSVG(): Promise<string>;
  /** A picture at `scale` times the SVG's size, 1 to 4; 2 unless said otherwise. */
  toPNG(scale?: number): Promise<Blob>;
}

declare global {
  interface HTMLElementTagNameMap {
    'sparsity-figure': SparsityFigureElement;
  }
}
