// Where a method's page keeps its figure, for what is at work on it.
import type { Held as Kept } from '../../kit/player.svelte.ts';
import type { Shareable } from '../share/shareable.ts';

export interface Held extends Kept {
  /** Takes what the page's Share button hands out. */
  offer(share: () => Promise<Shareable>): void;
}
