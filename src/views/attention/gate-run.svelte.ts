// One training run of a gate as the page follows it: what is to be learned, the recorded steps, and
// which of them is shown.
import type { DomainClient } from '../../client/types.ts';
import type { FigureSpec } from '../../core/spec.ts';
import type { GatePart, GateStart, GateStep } from '../../domains/attention/train-gate.ts';
import type { AttentionTypes } from '../../domains/attention/types.ts';

export class GateRun {
  /** The head and text that are trained on. */
  spec: FigureSpec | null = $state.raw(null);
  start: GateStart | null = $state.raw(null);
  frames: readonly GateStep[] = $state.raw([]);
  problem: string | null = $state.raw(null);
  running = $state(false);
  /** Index of the step on show; null follows the newest. */
  #chosen: number | null = $state(null);
  #abort: AbortController | null = null;
  readonly #calls: DomainClient<AttentionTypes>;

  constructor(calls: DomainClient<AttentionTypes>) {
    this.#calls = calls;
  }

  readonly index = $derived.by(() => {
    const last = Math.max(0, this.frames.length - 1);
    return Math.min(last, this.#chosen ?? last);
  });
  readonly frame: GateStep | null = $derived.by(() => this.frames[this.index] ?? null);

  /** Shows a recorded step; the last one follows the training again. */
  show(index: number): void {
    const last = this.frames.length - 1;
    this.#chosen = index >= last ? null : Math.max(0, Math.round(index));
  }

  async train(spec: FigureSpec, setting: { block: number; steps: number }): Promise<void> {
    this.forget();
    const abort = new AbortController();
    this.#abort = abort;
    this.running = true;
    this.spec = spec;
    const reply = await this.#calls.run<GatePart>(
      'train-gate',
      spec,
      setting,
      (part) => {
        if (abort.signal.aborted) return;
        if (part.kind === 'start') this.start = part;
        else this.frames = [...this.frames, part];
      },
      { signal: abort.signal },
    );
    if (this.#abort !== abort) return;
    this.running = false;
    if (reply && !reply.ok) this.problem = reply.message;
  }

  /** Ends the training; what it recorded stays. */
  readonly stop = (): void => {
    this.#abort?.abort();
    this.running = false;
  };

  /** Ends the training and clears everything: it was about another head or text. */
  readonly forget = (): void => {
    this.stop();
    this.#abort = null;
    this.start = null;
    this.frames = [];
    this.problem = null;
    this.#chosen = null;
  };
}
