// Curves of all shown methods: the error of one matrix as soon as the page is quiet.
import { SvelteMap } from 'svelte/reactivity';
import type { WeightCurvePoint } from '../../../workers/weights-api.ts';
import { job } from '../../kit/job.svelte.ts';
import { quiet } from '../../kit/quiet.ts';
import type { WeightExplorer } from '../../app/weights/explorer.svelte.ts';

/** In an order in which the shape appears early; from the smallest budget to the largest. */
const BUDGETS = [0.5, 0.8, 0.3, 1, 0.65, 0.4, 0.9, 0.2, 0.01, 0.1, 0.05, 0.55, 0.72];

export class WeightCurves {
  /** By method. */
  readonly errors = new SvelteMap<string, readonly WeightCurvePoint[]>();

  readonly #explorer: WeightExplorer;

  constructor(explorer: WeightExplorer) {
    this.#explorer = explorer;
    explorer.measured.curves = () => [...this.errors.values()].flat();
    job(
      () => this.#errorKey,
      () => this.errors.clear(),
    );
    for (const slot of [0, 1, 2, 3, 4, 5]) {
      job(
        () =>
          this.#errorKey &&
          explorer.methods[slot] &&
          `${this.#errorKey} ${explorer.methods[slot].id}`,
        (signal) => this.#drawErrors(slot, signal),
      );
    }
  }

  readonly #errorKey: string = $derived.by(() => {
    const { info, curveKey, siteKey } = this.#explorer;
    return info && curveKey ? `${siteKey} ${curveKey}` : '';
  });

  async #drawErrors(slot: number, signal: AbortSignal): Promise<void> {
    const method = this.#explorer.methods[slot]?.id;
    if (!method || !(await quiet(250, signal))) return;
    let points: readonly WeightCurvePoint[] = [];
    await this.#explorer.client.weights.curve(
      this.#explorer.spec,
      method,
      BUDGETS,
      (point) => {
        points = [...points, point];
        this.errors.set(method, points);
      },
      { signal },
    );
  }
}
