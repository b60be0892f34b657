// What the map of a comparison's panel is drawn from: the panel's own figure, the look that all share.
import type { DomainTypes } from '../../../workers/api.ts';
import type { FigureView } from '../../core/spec.ts';
import type { Cell, Paint, Theme } from '../../figure/types.ts';
import type { Comparison } from '../../kit/compare/compare.svelte.ts';
import type { Panel } from '../../kit/compare/basis.ts';
import { theme } from '../../kit/theme.svelte.ts';
import type { MapState } from '../../views/contract.ts';

interface Options<T extends DomainTypes> {
  readonly comparison: Comparison<T>;
  readonly panel: () => Panel<T> | undefined;
  readonly paint: () => Paint | null;
  /** Of the calls for rows. */
  readonly channel: string;
}

export class PanelMap<T extends DomainTypes> implements MapState<T> {
  readonly #options: Options<T>;
  readonly first = null;
  readonly stage = undefined;
  readonly busy = false;

  constructor(options: Options<T>) {
    this.#options = options;
  }

  get figure() {
    return this.#options.panel()?.figure ?? null;
  }

  get seen(): boolean {
    return this.figure !== null;
  }

  get pieces(): readonly string[] {
    return this.#options.comparison.tokenised?.pieces ?? [];
  }

  get view(): FigureView {
    return this.#options.comparison.spec.view;
  }

  get paint(): Paint | null {
    return this.#options.paint();
  }

  get theme(): Theme {
    return theme.current;
  }

  get cell(): Cell | null {
    return this.#options.comparison.cell;
  }

  set cell(cell: Cell | null) {
    this.#options.comparison.cell = cell;
  }

  see(): void {}

  look(change: Partial<FigureView>): void {
    this.#options.comparison.look(change);
  }

  async readRow(row: number): Promise<T['row'] | null> {
    const { comparison, panel, channel } = this.#options;
    const spec = panel()?.spec;
    if (!spec) return null;
    const reply = await comparison.calls.row(spec, row, { channel });
    return reply?.ok ? reply.value : null;
  }
}
