// The model with a full cache and the one under the method writing on from the prompt.
import { BitsetMask } from '../../core/mask/bitset.ts';
import { wordsPerRow } from '../../core/mask/bits.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { WriteEnd, WritePart, WriteStep } from '../../domains/decode/write.ts';
import type { DecodeExplorer } from './more.svelte.ts';

export interface WriteSettings {
  readonly length: number;
  readonly temperature: number;
  readonly seed: number;
}

export type Side = 'dense' | 'sparse';

/** What is known of one writing from its start on. */
interface Piece {
  /** Name of the method. */
  readonly method: string;
  readonly layer: number;
  readonly head: number;
  readonly prompt: number;
  /** Tokens that will be written. */
  readonly length: number;
  /** What the prompt's tokens spell, and its characters. */
  readonly pieces: readonly string[];
  readonly text: string;
}

export class Writing {
  settings: WriteSettings = $state.raw({ length: 64, temperature: 0.5, seed: 1 });
  phase: 'idle' | 'running' | 'done' | 'stopped' | 'failed' = $state('idle');
  message = $state('');
  piece: Piece | null = $state.raw(null);
  steps: readonly WriteStep[] = $state.raw([]);
  end: WriteEnd | null = $state.raw(null);
  /** The step on show; null: the newest. */
  place: number | null = $state(null);

  readonly #explorer: DecodeExplorer;
  #key = $state('');
  #abort: AbortController | null = null;
  /** Of the piece: what each step read, length × (prompt + length). */
  #words = new Uint32Array(0);
  /** When each key left; those that have not, at the end. */
  #leaves = new Int32Array(0);

  constructor(explorer: DecodeExplorer) {
    this.#explorer = explorer;
  }

  /** What is on show was written under another setting or from another prompt. */
  readonly stale = $derived.by(
    () => this.phase !== 'idle' && this.#key !== this.#explorer.wholeKey,
  );
  readonly dense: readonly string[] = $derived.by(() => this.steps.map(({ dense }) => dense.piece));
  readonly sparse: readonly string[] = $derived.by(() =>
    this.steps.map(({ sparse }) => sparse.piece),
  );
  readonly shown: number = $derived(this.place ?? Math.max(0, this.steps.length - 1));
  /** The head's cache so far. */
  readonly cache: { readonly mask: Mask; readonly leaves: Int32Array } | null = $derived.by(() => {
    if (!this.piece || this.steps.length === 0) return null;
    const { prompt, length } = this.piece;
    return { mask: new BitsetMask(length, prompt + length, this.#words), leaves: this.#leaves };
  });

  /** The prompt and what a side wrote. */
  textOf(side: Side): string {
    return (this.piece?.text ?? '') + (this.steps.at(-1)?.[side].text ?? '');
  }

  /** The explorer's text becomes this: the figure shows how it was read. */
  use(side: Side): void {
    const { piece, steps } = this;
    if (!piece) return;
    const tokens = piece.prompt + steps.length;
    this.#explorer.setText(this.textOf(side));
    if (tokens > this.#explorer.spec.tokens) this.#explorer.update({ tokens });
  }

  start = (): void => void this.#run();

  startAnew = (): void => {
    this.settings = { ...this.settings, seed: this.settings.seed + 1 };
    void this.#run();
  };

  stop = (): void => {
    this.#abort?.abort();
    this.phase = 'stopped';
  };

  async #run(): Promise<void> {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    const { calls, spec, wholeKey } = this.#explorer;
    this.phase = 'running';
    this.#key = wholeKey;
    this.piece = null;
    this.steps = [];
    this.end = null;
    this.place = null;
    const hear = (part: WritePart): void => {
      if (!signal.aborted) this.#hear(part);
    };
    const reply = await calls.run('write', spec, { ...this.settings }, hear, { signal });
    if (signal.aborted || !reply) return;
    this.phase = reply.ok ? 'done' : 'failed';
    if (!reply.ok) this.message = reply.message;
  }

  #hear(part: WritePart): void {
    if (part.kind === 'end') {
      this.end = part;
      return;
    }
    if (part.kind === 'step') {
      const { prompt, length } = this.piece!;
      this.#words.set(part.read, (part.at - prompt) * wordsPerRow(prompt + length));
      for (const key of part.gone) this.#leaves[key] = part.at;
      this.steps = [...this.steps, part];
      return;
    }
    const { prompt, length } = part;
    const { tokenised, entry, spec } = this.#explorer;
    const { layer, head } = spec.subject;
    const n = prompt + length;
    this.#words = new Uint32Array(length * wordsPerRow(n));
    this.#leaves = new Int32Array(n).fill(n);
    this.piece = {
      ...{ method: entry.name, layer: Number(layer), head: Number(head), prompt, length },
      pieces: tokenised?.pieces.slice(0, prompt) ?? [],
      text: tokenised?.text.slice(0, tokenised.ends[prompt - 1]) ?? '',
    };
  }
}
