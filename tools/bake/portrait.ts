// What the bake makes of one method, in any domain. A domain joins by giving its methods' portraits.
import type { Theme } from '../../src/core/palette.ts';

/** RGBA words, row-major. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly words: Uint32Array;
}

/** Side of a method's small picture: a pixel for two cells of the default figure. */
export const THUMB = 256;

export interface Portrait {
  readonly id: string;
  /** THUMB × THUMB, transparent where there is nothing. */
  thumb(theme: Theme): Picture;
  /** SOCIAL_WIDTH × SOCIAL_HEIGHT, for methods with a page: what a link to it shows elsewhere. */
  social?(): Picture;
  /** The whole figure as SVG. */
  poster(theme: Theme): Promise<string | null>;
  /** Numbers of the pictured run, by name. */
  readonly measured: Readonly<Record<string, number>>;
}

/** A method that cannot be pictured here, and why. */
export interface NoPortrait {
  readonly id: string;
  readonly reason: string;
}
