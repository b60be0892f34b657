// The dense and the pruned model going on from the same words.
import type { ContinuePart } from '../../domains/weights/continue.ts';
import type { MatrixExplorer } from './view-types.ts';

/** Tokens of the text that both go on from, unless other words are typed. */
const PROMPT = 120;
/** Below 1 the likely words come more often; a small model is hard to read above. */
const TEMPERATURE = 0.5;

export class Continuing {
  phase: 'idle' | 'running' | 'done' | 'failed' = $state('idle');
  message = $state('');
  /** Tokens that both have written. */
  tokens = $state(0);
  dense = $state('');
  pruned = $state('');
  /** Name of the method that pruned. */
  method = $state('');
  /** The person's own words; null: the end of what the model read. */
  typed: string | null = $state(null);
  readonly length = 64;

  readonly #explorer: MatrixExplorer;
  #seed = 1;
  #key = $state('');
  #abort: AbortController | null = null;

  constructor(explorer: MatrixExplorer) {
    this.#explorer = explorer;
  }

  readonly prompt: string = $derived.by(() => {
    if (this.typed !== null) return this.typed;
    const read = this.#explorer.tokenised;
    if (!read || read.ends.length === 0) return '';
    const first = read.starts[Math.max(0, read.starts.length - PROMPT)] ?? 0;
    const words = read.text.slice(first, read.ends.at(-1));
    // From the start of a sentence, where one begins soon.
    const end = words.search(/[.!?]\s|\n/);
    return words.slice(end >= 0 && end < words.length / 2 ? end + 1 : 0).trimStart();
  });
  /** What is on show was written under another setting. */
  readonly stale = $derived.by(
    () => this.phase !== 'idle' && this.#key !== this.#explorer.wholeKey,
  );

  start = (): void => void this.#run();

  startAnew = (): void => {
    this.#seed++;
    void this.#run();
  };

  stop = (): void => {
    this.#abort?.abort();
    this.phase = 'done';
  };

  async #run(): Promise<void> {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    const { calls, spec, wholeKey, entry } = this.#explorer;
    this.phase = 'running';
    this.#key = wholeKey;
    this.method = entry.name;
    this.tokens = 0;
    this.dense = '';
    this.pruned = '';
    const { prompt, length } = this;
    const reply = await calls.run<ContinuePart>(
      'continue',
      spec,
      { prompt, length, seed: this.#seed, temperature: TEMPERATURE },
      ({ which, text, tokens }) => {
        this[which] = text;
        this.tokens = tokens;
      },
      { signal, seat: 'figure' },
    );
    if (signal.aborted || !reply) return;
    this.phase = reply.ok ? 'done' : 'failed';
    if (!reply.ok) this.message = reply.message;
  }
}
