// What a draft wrote ahead of the text on view, fetched while its panel is open.
import type { LookAheadPart } from '../../../domains/decode/look-ahead.ts';
import { job } from '../../../kit/job.svelte.ts';
import { quiet } from '../../../kit/quiet.ts';
import type { DecodeExplorer } from '../more.svelte.ts';

export class LookAhead {
  part: LookAheadPart | null = $state.raw(null);
  /** Of the setting that the part is about: while another is computed, the old one stays in sight. */
  variant = $state('');
  problem: string | null = $state.raw(null);
  readonly #explorer: DecodeExplorer;

  /** To be made while a component is set up. */
  constructor(explorer: DecodeExplorer) {
    this.#explorer = explorer;
    job(
      () =>
        explorer.info !== null &&
        explorer.figure?.reply.exact === true &&
        `${explorer.wholeKey} ${explorer.siteKey}`,
      (signal) => this.#fetch(signal),
    );
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    if (!(await quiet(200, signal))) return;
    const { calls, spec, params } = this.#explorer;
    const variant = String(params['variant']);
    const keep = (part: LookAheadPart): void => {
      if (signal.aborted) return;
      this.part = part;
      this.variant = variant;
    };
    const reply = await calls.run<LookAheadPart>('look-ahead', spec, {}, keep, {
      signal,
      seat: 'figure',
    });
    if (signal.aborted || !reply) return;
    this.problem = reply.ok ? null : reply.message;
  }
}
