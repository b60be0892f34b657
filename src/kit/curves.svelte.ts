// Curves of several methods on one site: a point per budget as it is measured.
import { SvelteMap } from 'svelte/reactivity';
import type { CurvePoint, DomainTypes } from '../../workers/api.ts';
import type { FigureSpec } from '../core/spec.ts';
import type { DomainClient } from '../client/types.ts';
import { job } from './job.svelte.ts';
import { quiet } from './quiet.ts';

export interface CurveSource<T extends DomainTypes> {
  readonly calls: DomainClient<T>;
  readonly spec: FigureSpec;
}

export interface CurveOptions {
  readonly budgets: readonly number[];
  /** Of whom there is a curve, by place: a method that joins leaves the others' as they are. */
  readonly methods: () => readonly string[];
  /** What all of them depend on; empty while there is nothing to draw. */
  readonly key: () => string | false;
  /** Waits out a drag, ms. */
  readonly pause?: number;
  /** Curves of what was before are of no use any more; else they stay until the next are there. */
  readonly clear?: boolean;
  /** As many as can be drawn. */
  readonly most?: number;
}

export class SiteCurves<T extends DomainTypes> {
  /** By method. */
  readonly points = new SvelteMap<string, readonly CurvePoint<T>[]>();
  readonly #source: CurveSource<T>;
  readonly #options: CurveOptions;

  constructor(source: CurveSource<T>, options: CurveOptions) {
    this.#source = source;
    this.#options = options;
    const { key, methods, clear = true, most = 6 } = options;
    if (clear) job(key, () => this.points.clear());
    for (let slot = 0; slot < most; slot++) {
      job(
        () => {
          const [on, id] = [key(), methods()[slot]];
          return on && id !== undefined && `${id} ${on}`;
        },
        (signal) => this.#draw(methods()[slot]!, signal),
      );
    }
  }

  async #draw(method: string, signal: AbortSignal): Promise<void> {
    const { budgets, pause = 200 } = this.#options;
    if (!(await quiet(pause, signal))) return;
    let points: readonly CurvePoint<T>[] = [];
    const add = (point: CurvePoint<T>): void => {
      points = [...points, point];
      this.points.set(method, points);
    };
    await this.#source.calls.curve(this.#source.spec, method, budgets, add, { signal });
  }
}
