// What the comparison's page draws for a domain alone.
import type { Component } from 'svelte';
import type { Paint } from '../../figure/types.ts';
import type { Comparison } from './compare.svelte.ts';
import type { Panel, PanelFigure } from './side.ts';

export interface MapProps<F extends PanelFigure> {
  readonly comparison: Comparison<F>;
  /** What to draw; of a difference, only its extent is drawn. */
  readonly panel: Panel<F> | undefined;
  readonly paint: Paint | null;
  readonly difference?: boolean;
  /** Said of a cell of a difference. */
  readonly remark?: ((row: number, col: number) => string) | null;
  readonly label: string;
  readonly summary: string;
}

type Section<F extends PanelFigure> = Component<{ comparison: Comparison<F> }>;

export interface SideParts<F extends PanelFigure> {
  /** Chooses the site. */
  readonly Site: Section<F>;
  readonly Map: Component<MapProps<F>>;
  /** Below the trade-off. */
  readonly sections: readonly Section<F>[];
  /** Below those: of the domain, whatever is compared. */
  readonly general: readonly Component<Record<string, never>>[];
}
