// The element as TypeScript programs see it.
import type { FigureSpec } from '../core/spec.ts';

export interface SparsityFigureElement extends HTMLElement {
  /** The figure, once it is known; to set, a whole or partial spec, its JSON or a link of the atlas. */
  get spec(): FigureSpec | null;
  set spec(spec: unknown);
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
