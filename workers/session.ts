// The worker's interface over its desk and scheduler: which request is how urgent, and how failures
// travel. Runs in a worker or, in tests, wherever it is made.
import * as Comlink from 'comlink';
import { CancelledError, ExpectedError, fail, succeed, type Result } from '../src/core/result.ts';
import { loadKernels } from '../src/kernels/index.ts';
import type { Kernels } from '../src/kernels/contract.ts';
import { CACHE_BYTES, Desk } from './desk.ts';
import * as long from './long-tasks.ts';
import type { FullApi } from './full-api.ts';
import { gateApi } from './gate-training.ts';
import { openRequested } from './models.ts';
import { URGENCY, type Report, type Run } from './run.ts';
import { Scheduler, StaleError } from './scheduler.ts';
import * as tasks from './tasks.ts';
import { weightApi } from './weights-session.ts';

export interface Session {
  readonly api: FullApi;
  readonly desk: Desk;
}

export function createSession(kernels: () => Promise<Kernels> = () => loadKernels()): Session {
  const desk = new Desk();
  const scheduler = new Scheduler();
  let loading: Promise<Kernels> | null = null;

  const run: Run = ({ key, sequence }, urgency, work) =>
    answer(() => scheduler.run(key, sequence, URGENCY[urgency], work));

  const report: Report = async (ticket, urgency, callbacks, work) => {
    try {
      return await run(ticket, urgency, work);
    } finally {
      for (const each of callbacks) release(each);
    }
  };

  const api: FullApi = {
    ping: () => true,

    model: (request, progress) =>
      answer(async () => {
        try {
          desk.setBound(request.cacheBytes ?? CACHE_BYTES);
          const known = desk.models.get(request.name);
          if (known) return known.describe();
          const model = await openRequested(request, await (loading ??= kernels()), progress);
          desk.models.set(request.name, model);
          return model.describe();
        } finally {
          release(progress);
        }
      }),

    snapshot: (request) =>
      answer(async () => {
        desk.snapshots.open(request, await (loading ??= kernels()));
        return null;
      }),

    ownHead: (head) =>
      answer(async () => {
        desk.snapshots.openHead(head, await (loading ??= kernels()));
        return null;
      }),

    forgetHead: (site) => desk.snapshots.forget(site),

    files: (name) => Promise.resolve(desk.models.get(name)?.files ?? null),

    text: (ticket, request) => run(ticket, 'ask', () => Promise.resolve(desk.cut(request))),

    async figure(ticket, request) {
      const reply = await run(ticket, 'ask', (job) => tasks.figure(desk, job, request));
      return reply.ok ? tasks.transferFigure(reply, reply.value) : reply;
    },

    async paint(ticket, request) {
      const reply = await run(ticket, 'ask', (job) => tasks.paint(desk, job, request));
      return reply.ok ? Comlink.transfer(reply, [reply.value.pixels.buffer]) : reply;
    },

    row: (ticket, request) => run(ticket, 'ask', (job) => tasks.row(desk, job, request)),

    match: (ticket, request) => run(ticket, 'ask', (job) => tasks.match(desk, job, request)),

    thumbs: (ticket, request, each) =>
      report(ticket, 'thumbs', [each], (job) => long.thumbs(desk, job, request, each)),

    recalls: (ticket, request, each) =>
      report(ticket, 'recalls', [each], (job) => long.recalls(desk, job, request, each)),

    curve: (ticket, request, each) =>
      report(ticket, 'curve', [each], (job) => long.curve(desk, job, request, each)),

    cost: (ticket, request, each, progress) =>
      report(ticket, 'cost', [each, progress], (job) =>
        long.cost(desk, job, request, each, progress),
      ),

    costAt: (ticket, request, progress) =>
      report(ticket, 'cost', [progress], (job) => long.costAt(desk, job, request, progress)),

    ...gateApi(desk, report),
    ...weightApi(desk, run, report),

    cancel: (key) => scheduler.cancel(key),
  };
  return { api, desk };
}

/** Expected ends as failures; everything else is a bug and passes as what it is. */
async function answer<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return succeed(await work());
  } catch (error) {
    if (error instanceof ExpectedError) return fail(error.field, error.message);
    if (error instanceof CancelledError) return fail('cancelled', error.message);
    if (error instanceof StaleError) return fail('stale', error.message);
    throw error;
  }
}

/** Gives a callback's channel back, where it came over one. */
function release(callback: unknown): void {
  (callback as { [Comlink.releaseProxy]?: () => void })[Comlink.releaseProxy]?.();
}
