// The same setting under each draft, and SnapKV with as much: measured on the text of the page when asked for.
import type { ParamRecord } from '../../../core/params.ts';
import type { DecodeCost } from '../../../domains/decode/types.ts';
import type { DecodeExplorer } from '../more.svelte.ts';
import { verdictsOn, type Trial, type Verdict } from './verdicts.ts';

/** `set` is on top of what is set. */
interface Asked {
  readonly id: Trial['id'];
  readonly label: string;
  readonly method: string;
  readonly set: ParamRecord;
}

export type DraftsState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly share: number; readonly label: string }
  | {
      readonly phase: 'done';
      readonly trials: readonly Trial[];
      readonly verdicts: readonly Verdict[];
      readonly key: string;
    }
  | { readonly phase: 'failed'; readonly message: string };

export class Drafts {
  state: DraftsState = $state.raw({ phase: 'idle' });
  readonly #explorer: DecodeExplorer;
  #abort: AbortController | null = null;

  constructor(explorer: DecodeExplorer) {
    this.#explorer = explorer;
  }

  /** What is on show was measured with other settings or on another text. */
  readonly stale = $derived.by(
    () => this.state.phase === 'done' && this.state.key !== this.#explorer.wholeKey,
  );

  start = async (): Promise<void> => {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    const { calls, spec, params, wholeKey: key } = this.#explorer;
    const asked = askedFor(params);
    const trials: Trial[] = [];
    for (const [i, { id, label, method, set }] of asked.entries()) {
      const tell = (share: number): void => {
        this.state = { phase: 'running', share: (i + share) / asked.length, label };
      };
      tell(0);
      const reply = await calls.costAt(
        { ...spec, method, budget: null, set },
        { onProgress: (done, total) => tell(done / total) },
        { signal, channel: 'drafts' },
      );
      if (signal.aborted || !reply) return;
      if (!reply.ok) {
        this.state = { phase: 'failed', message: reply.message };
        return;
      }
      const { deltaNats, needlesRight, needles }: DecodeCost = reply.value;
      trials.push({ id, label, deltaNats, needlesRight, needles });
    }
    this.state = { phase: 'done', trials, verdicts: verdictsOn(trials), key };
  };

  stop = (): void => {
    this.#abort?.abort();
    this.state = { phase: 'idle' };
  };
}

/** The parameters in force, with another draft each; and SnapKV, which keeps the prompt's last token, too. */
function askedFor(params: ParamRecord): readonly Asked[] {
  const { capacity, window } = params as Readonly<Record<string, number>>;
  const under = (id: Asked['id'], label: string, set: ParamRecord): Asked => ({
    ...{ id, label, method: 'draft-based-inference' },
    set: { ...params, ...set },
  });
  const more = params['variant'] === 'specpc' ? 0 : 1;
  return [
    {
      ...{ id: 'snapkv', label: 'SnapKV', method: 'snapkv' },
      set: { capacity: capacity! + more, window: window! },
    },
    under('none', 'nothing written ahead', { lookAhead: 0 }),
    under('random', 'random weights', { draft: 'random' }),
    under('self', 'the model’s first 3 layers', { draft: 'self' }),
    under('trained', 'trained draft', { draft: 'trained' }),
    under('oracle', 'oracle: the true text', { draft: 'oracle' }),
    under('future', 'oracle, 512 tokens ahead', { draft: 'oracle', lookAhead: 512 }),
  ];
}
