// Measures what the expectations need, on the calibration text of the page, when asked for.
import { NOT_LOADED } from '../../kit/methods.ts';
import { trialsFor, verdictsOn, type Trial, type Verdict } from './expectations.ts';
import { methods } from './methods.ts';
import type { MatrixExplorer } from './view-types.ts';

export type CheckState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly share: number; readonly label: string }
  | { readonly phase: 'done'; readonly verdicts: readonly Verdict[]; readonly key: string }
  | { readonly phase: 'failed'; readonly message: string };

export class Checking {
  state: CheckState = $state.raw({ phase: 'idle' });

  readonly #explorer: MatrixExplorer;
  #abort: AbortController | null = null;

  constructor(explorer: MatrixExplorer) {
    this.#explorer = explorer;
  }

  /** What is on show was measured on another text. */
  readonly stale = $derived.by(
    () => this.state.phase === 'done' && this.state.key !== this.#explorer.textKey,
  );

  start = async (): Promise<void> => {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    const key = this.#explorer.textKey;
    const pruning = await pruningMethods().catch(() => null);
    if (signal.aborted) return;
    if (!pruning) {
      this.state = { phase: 'failed', message: NOT_LOADED };
      return;
    }
    const trials = trialsFor(pruning);
    const losses = new Map<string, number>();
    for (const [i, trial] of trials.entries()) {
      const tell = (share: number): void => {
        const label = methods.listingOf(trial.method).name;
        this.state = { phase: 'running', share: (i + share) / trials.length, label };
      };
      tell(0);
      const failure = await this.#measure(trial, losses, tell, signal);
      if (signal.aborted) return;
      if (failure) {
        this.state = {
          phase: 'failed',
          message: `${methods.listingOf(trial.method).name}: ${failure}`,
        };
        return;
      }
    }
    const lossOf = (method: string, budget: number, pattern?: string): number => {
      const loss = losses.get(keyOf(method, budget, pattern));
      if (loss === undefined) throw new Error(`${method} was not measured at ${budget}`);
      return loss;
    };
    const verdicts = verdictsOn(pruning, lossOf, (id) => methods.listingOf(id).name);
    this.state = { phase: 'done', verdicts, key };
  };

  stop = (): void => {
    this.#abort?.abort();
    this.state = { phase: 'idle' };
  };

  async #measure(
    { method, set, budgets }: Trial,
    losses: Map<string, number>,
    tell: (share: number) => void,
    signal: AbortSignal,
  ): Promise<string | null> {
    const { calls, spec } = this.#explorer;
    const pattern = set['pattern'];
    const reply = await calls.cost(
      { ...spec, method, set },
      method,
      budgets,
      ({ budget, deltaNats }) =>
        losses.set(
          keyOf(method, budget, pattern === undefined ? pattern : String(pattern)),
          deltaNats,
        ),
      (done, total) => tell(done / total),
      { signal, channel: 'check', needles: 'never' },
    );
    return reply && !reply.ok ? reply.message : null;
  }
}

/** Methods that drop weights; those that choose what to train leave the model as it is. */
async function pruningMethods(): Promise<string[]> {
  const ids = methods.all.map(({ id }) => id);
  await methods.load(ids);
  return ids.filter((id) => methods.entryOf(id).budgetParams.some(drops));
}

function drops(param: string): boolean {
  return param === 'sparsity' || param === 'n';
}

function keyOf(method: string, budget: number, pattern = ''): string {
  return `${method} ${budget} ${pattern}`;
}
