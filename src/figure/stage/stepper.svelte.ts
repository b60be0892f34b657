// Which step of the algorithm is on show, and playing through them.
import type { StageInfo } from '../../core/method.ts';

export interface StepperSource {
  readonly steps: readonly StageInfo[];
  /** Steps that this run took, by id; empty while unknown. */
  readonly taken: readonly string[];
  /** Null is the result, after the last step. */
  stage: string | null;
}

export interface Step {
  readonly id: string | null;
  readonly title: string;
}

/** Long enough to read a caption. */
export const PLAY_MS = 2600;

export class StepperState {
  readonly source: StepperSource;
  playing = $state(false);
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(source: StepperSource) {
    this.source = source;
  }

  readonly all = $derived.by((): Step[] => [
    ...this.source.steps
      .filter(({ id }) => this.source.taken.length === 0 || this.source.taken.includes(id))
      .map(({ id, title }) => ({ id, title })),
    { id: null, title: 'result' },
  ]);
  /** A step that this run did not take counts as the result. */
  readonly index = $derived.by(() => {
    const at = this.all.findIndex((step) => step.id === this.source.stage);
    return at < 0 ? this.all.length - 1 : at;
  });
  readonly first = $derived.by(() => this.index === 0);
  readonly last = $derived.by(() => this.index === this.all.length - 1);

  go(index: number): void {
    const step = this.all[Math.min(Math.max(index, 0), this.all.length - 1)];
    if (step) this.source.stage = step.id;
  }

  /** By the reader's hand: whatever was playing stops. */
  choose(index: number): void {
    this.pause();
    this.go(index);
  }

  play(): void {
    if (this.last) this.go(0);
    this.playing = true;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      if (document.hidden) return;
      this.go(this.index + 1);
      if (this.last) this.pause();
    }, PLAY_MS);
  }

  pause(): void {
    clearInterval(this.#timer);
    this.playing = false;
  }
}
