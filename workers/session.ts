// The worker's interface over its desk, its scheduler and the domains: which request is how urgent, and how
// failures travel. Runs in a worker or, in tests, wherever it is made.
import * as Comlink from 'comlink';
import { CancelledError, ExpectedError, fail, succeed, type Result } from '../src/core/result.ts';
import type { Desk, DomainCompute } from '../src/domains/contract.ts';
import { domains } from '../src/domains/compute.generated.ts';
import { cost, costAt, curve, match, missing, runNamed, survey } from '../src/domains/pipeline.ts';
import { loadKernels } from '../src/kernels/index.ts';
import type { Kernels } from '../src/kernels/contract.ts';
import * as answers from './answers.ts';
import type { ComputeApi, Progress, Ticket } from './api.ts';
import { CACHE_BYTES, SharedDesk } from './desk.ts';
import { Reporter } from './reporter.ts';
import { Scheduler, StaleError, type Job } from './scheduler.ts';
import { URGENCY, type Urgency } from './urgency.ts';

export interface Session {
  readonly api: ComputeApi;
  readonly desk: SharedDesk;
}

export interface SessionOptions {
  readonly kernels?: () => Promise<Kernels>;
  /** Told before and after a stretch in which the thread cannot answer. */
  readonly pulse?: (quiet: boolean) => void;
}

/** What a long answer tells on its way. */
interface Ears<P> {
  readonly each?: (part: P) => unknown;
  readonly progress?: Progress;
}

export function createSession({
  kernels = loadKernels,
  pulse = () => {},
}: SessionOptions = {}): Session {
  const desk = new SharedDesk(pulse);
  const scheduler = new Scheduler();
  let loading: Promise<Kernels> | null = null;
  const ready = (): Promise<Kernels> => (loading ??= kernels());

  const run = <T>({ key, sequence }: Ticket, urgency: Urgency, work: (job: Job) => Promise<T>) =>
    answer(() => scheduler.run(key, sequence, URGENCY[urgency], work));

  /** A request about a domain's figure. Parts are heard before it is answered. */
  const ask = async <T, P = never>(
    ticket: Ticket,
    urgency: Urgency,
    id: string,
    work: (domain: DomainCompute, desk: Desk, each: (part: P) => void) => Promise<T>,
    { each = () => {}, progress = () => {} }: Ears<P> = {},
  ): Promise<Result<T>> => {
    const parts = new Reporter(each);
    const meter = new Reporter<Parameters<Progress>>(progress);
    try {
      return await run(ticket, urgency, async (job) => {
        const [domain, own] = await job.wait(Promise.all([load(id), ready()]));
        const lent = desk.lend(id, job, own, (...state) => meter.send(...state));
        const value = await work(domain, lent, (part) => parts.send(part));
        await job.wait(Promise.all([parts.heard(), meter.heard()]));
        return value;
      });
    } finally {
      release(each);
      release(progress);
    }
  };

  /** Work beside the scheduler: it only opens what is at hand. */
  const open = (id: string, work: (domain: DomainCompute, desk: Desk) => void) =>
    answer(async () => {
      const [domain, own] = await Promise.all([load(id), ready()]);
      const lent = desk.lend(id, IDLE, own);
      lent.quietly(() => work(domain, lent));
      return null;
    });

  const api: ComputeApi = {
    ping: () => true,
    prepare: (id) => void load(id).catch(() => undefined), // the first request will say why
    cancel: (key) => scheduler.cancel(key),
    files: (name) => Promise.resolve(desk.models.get(name)?.files ?? null),

    model: (request, progress) =>
      answer(async () => {
        try {
          desk.setBound(request.cacheBytes ?? CACHE_BYTES);
          const known = desk.models.get(request.name);
          if (known) return known.describe();
          const { openRequested } = await import('./open-model.ts');
          const model = await openRequested(request, await ready(), progress, pulse);
          desk.models.set(request.name, model);
          return model.describe();
        } finally {
          release(progress);
        }
      }),

    snapshot: ({ domain: id, bytes, model, modelUrl }) =>
      open(id, (domain, lent) => {
        desk.locate(model, modelUrl);
        if (!domain.snapshot) throw missing(domain.card, 'snapshots');
        domain.snapshot.open(bytes, lent);
      }),
    hold: (tensors) =>
      open(tensors.site.domain, (domain, lent) => {
        if (!domain.own) throw missing(domain.card, 'tensors of your own');
        domain.own.hold(tensors, lent);
      }),
    async letGo(site) {
      await open(site.domain, (domain, lent) => domain.own?.letGo(site, lent));
    },

    text: (ticket, request) => run(ticket, 'ask', () => Promise.resolve(desk.cut(request))),

    async figure(ticket, request) {
      const reply = await ask(ticket, 'ask', request.domain, (domain, lent) =>
        answers.figure(domain, request, lent),
      );
      return reply.ok ? answers.moved(reply, reply.value) : reply;
    },

    async paint(ticket, request) {
      const reply = await ask(ticket, 'ask', request.domain, (domain, lent) =>
        answers.paint(domain, request, lent),
      );
      return reply.ok ? Comlink.transfer(reply, [reply.value.pixels.buffer]) : reply;
    },

    row: (ticket, request, at) =>
      ask(ticket, 'ask', request.domain, (domain, lent) => answers.row(domain, request, at, lent)),

    match: (ticket, request, sparsity) =>
      ask(ticket, 'ask', request.domain, (domain, lent) => match(domain, request, sparsity, lent)),

    thumbs: (ticket, request, each) =>
      ask(ticket, 'thumbs', request.domain, nothing(answers.thumbs, request), { each }),

    survey: (ticket, request, each, progress) =>
      ask(ticket, 'survey', request.domain, nothing(survey, request), { each, progress }),

    curve: (ticket, request, each) =>
      ask(ticket, 'curve', request.domain, nothing(curve, request), { each }),

    cost: (ticket, request, needles, each, progress) =>
      ask(
        ticket,
        'cost',
        request.domain,
        async (domain, lent, part) => {
          await cost(domain, request, needles, lent, part);
          return null;
        },
        { each, progress },
      ),

    costAt: (ticket, request, each, progress) =>
      ask(
        ticket,
        'cost',
        request.domain,
        (domain, lent, part) => costAt(domain, request, lent, part),
        { each, progress },
      ),

    run: (ticket, request, name, wish, each, progress) =>
      ask(
        ticket,
        'survey',
        request.domain,
        async (domain, lent, part) => {
          await runNamed(domain, request, { name, wish }, lent, part);
          return null;
        },
        { each, progress },
      ),
  };
  return { api, desk };
}

/** Loads a domain: one chunk each. Throws an ExpectedError for an unknown id. */
async function load(id: string): Promise<DomainCompute> {
  const found = Object.hasOwn(domains, id) ? domains[id] : undefined;
  if (!found) {
    const names = Object.keys(domains).join(', ');
    throw new ExpectedError('domain', `there is no domain “${id}”; there are ${names}`);
  }
  try {
    return (await found()).default;
  } catch (error) {
    if (error instanceof TypeError && /import|fetch|load/i.test(error.message)) {
      throw new ExpectedError('domain', `what computes ${id} could not be loaded; try again`);
    }
    throw error;
  }
}

/** Answers null once all parts have been told. */
function nothing<Q, P>(
  work: (domain: DomainCompute, request: Q, desk: Desk, each: (part: P) => void) => Promise<void>,
  request: Q,
) {
  return async (domain: DomainCompute, desk: Desk, each: (part: P) => void): Promise<null> => {
    await work(domain, request, desk, each);
    return null;
  };
}

/** The job of what needs no turn. */
const IDLE: Job = {
  checkpoint: () => Promise.resolve(),
  wait: (promise) => promise,
  shared: (_, work) => work(IDLE),
};

/** Expected failures as values; anything else is a bug and stays an error. */
async function answer<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return succeed(await work());
  } catch (error) {
    if (error instanceof ExpectedError) return fail(error.field, error.message);
    if (error instanceof StaleError) return fail('stale', error.message);
    if (error instanceof CancelledError) return fail('cancelled', error.message);
    throw error;
  }
}

/** Gives a callback's channel back, where it came through one. */
function release(callback: unknown): void {
  const { [Comlink.releaseProxy]: end } = callback as { [Comlink.releaseProxy]?: () => void };
  end?.();
}
