// What the element (small, loaded at once) and the player (loaded when near the viewport) know of
// each other.
import type { FigureSpec } from '../core/spec.ts';
import type { Theme } from '../figure/types.ts';

/** Names of the events that a figure fires; all of them bubble and leave shadow roots. */
export interface FigureEvents {
  'sparsity-ready': { readonly spec: FigureSpec };
  'sparsity-progress': { readonly done: number; readonly total: number; readonly label: string };
  'sparsity-change': { readonly spec: FigureSpec };
  'sparsity-error': { readonly field: string; readonly message: string };
}

/** What the host's page asks for. */
export interface Wish {
  /** As written, names in lower case. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Set by property; null: nothing was set. What it names wins over attributes that were there before. */
  readonly spec: unknown;
  /** Names of the attributes that were written after `spec` was set: those win over it. */
  readonly since: ReadonlySet<string>;
  /** Set by property: tensors of a head, in place of a snapshot; null: none. */
  readonly tensors: unknown;
}

/** The same as the element has it: the player makes of it what it reads. */
export interface HostWish extends Omit<Wish, 'attributes'> {
  /** Who has the attributes. */
  readonly host: HTMLElement;
}

export interface PlayerOptions<W = HostWish> {
  /** Where the figure is drawn: an element inside a shadow root. */
  readonly target: HTMLElement;
  readonly root: ShadowRoot;
  /** Folder of the site: snapshots and the atlas itself lie there. Absolute, ends with a slash. */
  readonly base: string;
  readonly wish: W;
  /** The figure as the reader left it; wins over the wish. */
  readonly left: FigureSpec | null;
  readonly theme: Theme;
  readonly fire: <K extends keyof FigureEvents>(name: K, detail: FigureEvents[K]) => void;
}

export interface Player {
  readonly spec: FigureSpec | null;
  update(wish: HostWish): void;
  setTheme(theme: Theme): void;
  toSVG(): Promise<string>;
  toPNG(scale: number): Promise<Blob>;
  /** Gives back everything, the workers too when this was the last figure of the page. */
  destroy(): void;
}
