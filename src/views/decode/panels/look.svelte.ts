// A closer look at a run, as a panel follows it: parts come one by one, and those of the last setting stay until
// the first of the new ones is there.
import type { DomainClient } from '../../../client/types.ts';
import type { FigureSpec } from '../../../core/spec.ts';
import type { DecodeTypes } from '../../../domains/decode/types.ts';
import { job } from '../../../kit/job.svelte.ts';
import { quiet } from '../../../kit/quiet.ts';

export interface LookOptions {
  readonly calls: DomainClient<DecodeTypes>;
  readonly name: string;
  /** What it depends on; empty while there is nothing to look at. */
  readonly key: () => string | false;
  readonly spec: () => FigureSpec;
  readonly wish?: () => Readonly<Record<string, unknown>>;
  /** Looks of one name that go on at once need channels of their own. */
  readonly channel?: string;
  /** How long a setting must stand still, ms. */
  readonly pause?: number;
}

/** To be made while a component is set up. */
export class Look<P extends object> {
  parts: readonly P[] = $state.raw([]);
  /** All parts of the newest setting are there. */
  done = $state(false);
  problem: string | null = $state.raw(null);

  constructor({ calls, name, key, spec, wish, channel, pause = 0 }: LookOptions) {
    job(key, async (signal) => {
      this.done = false;
      if (pause > 0 && !(await quiet(pause, signal))) return;
      let parts: readonly P[] = [];
      const each = (part: P): void => {
        if (signal.aborted) return;
        parts = [...parts, part];
        this.parts = parts;
      };
      const options = { signal, ...(channel !== undefined && { channel }) };
      const reply = await calls.run<P>(name, spec(), wish?.() ?? {}, each, options);
      if (signal.aborted || !reply) return;
      this.problem = reply.ok ? null : reply.message;
      this.parts = parts;
      this.done = true;
    });
  }
}
