// The client: specs in, replies out. Puts texts, lanes, models and seats together; each of them is
// explained where it lives.
import * as Comlink from 'comlink';
import { succeed } from '../core/result.ts';
import type {
  CostPoint,
  CurvePoint,
  FigureReply,
  Progress,
  RecallReply,
  ThumbReply,
} from '../../workers/api.ts';
import { Errands } from './errand.ts';
import { gateClient } from './gates.ts';
import { figureKey } from './keys.ts';
import { failureOf, Lanes } from './lanes.ts';
import { Models } from './models.ts';
import { Parts } from './parts.ts';
import { deal, SumProgress, worstOf } from './split.ts';
import { defaultSize, Pool } from './pool.ts';
import { Recent } from './recent.ts';
import { maskRequest, siteRequest, sweepRequest, textRequest } from './requests.ts';
import { Snapshots } from './snapshots.ts';
import { startWithoutWorker, startWorker } from './start.ts';
import { textOf } from './texts.ts';
import type { CallOptions, ClientOptions, Incident } from './types.ts';
import { weightClient, type FullClient } from './weights.ts';

/** Figures kept on the page: enough for going back and forth between a few settings. */
const FIGURES = 24;

/** Makes a client; workers start with the first call that needs one. */
export function createClient(options: ClientOptions = {}): FullClient {
  const listeners = new Set<(incident: Incident) => void>();
  const pool = new Pool(options.size ?? defaultSize(navigator.hardwareConcurrency), {
    factory: options.workerFactory ?? (() => startWorker()),
    fallback: options.fallback === undefined ? startWithoutWorker : (options.fallback ?? undefined),
    stuckAfter: options.stuckAfter ?? 15_000,
    onReplaced(message) {
      for (const listener of listeners) listener({ kind: 'worker-replaced', message });
    },
  });
  const base = options.modelBase ?? new URL('models/', document.baseURI).href;
  const beside = options.modelBase ? null : new URL('snapshots/', document.baseURI).href;
  const snapshots = new Snapshots(
    options.snapshotBase === undefined ? beside : options.snapshotBase,
  );
  const models = new Models(pool.interactive, base, options.modelFiles);
  const lanes = new Lanes();
  const errands = new Errands(pool, models, snapshots, lanes);
  const figures = new Recent<FigureReply>(FIGURES);

  return {
    async model(onProgress, name = 'atlas-3m') {
      try {
        const opened = await models.get(name, onProgress);
        return opened.ok ? succeed(opened.value.reply) : opened;
      } catch (error) {
        return failureOf(error);
      }
    },

    snapshots: () => snapshots.list(),

    textOf,

    async text(source, tokens, callOptions = {}) {
      const spec = { model: callOptions.model ?? 'atlas-3m', text: source, tokens };
      return errands.run({
        ...waitedFor('text', callOptions),
        spec,
        request: () => textRequest(spec),
        send: async (api, ticket, request) => {
          const reply = await api.text(ticket, request);
          return reply.ok ? succeed({ ...reply.value, text: request.text }) : reply;
        },
      });
    },

    async figure(spec, callOptions = {}) {
      const key = figureKey(spec);
      const known = figures.get(key);
      if (known && !callOptions.signal?.aborted) {
        // Answered at once; what is still under way on this channel would come too late.
        if (callOptions.channel !== null) lanes.overtake(errands.laneOf('figure', callOptions));
        return succeed(known);
      }
      return errands.run({
        ...waitedFor('figure', callOptions),
        spec,
        request: () => maskRequest(spec),
        send: async (api, ticket, request) => {
          const reply = await api.figure(ticket, request);
          // The model will tell it more exactly: asked again then, it must not be remembered.
          if (reply.ok && reply.value.exact) figures.set(key, reply.value);
          return reply;
        },
      });
    },

    paint: (spec, view, theme, callOptions = {}) =>
      errands.run({
        ...waitedFor('paint', callOptions),
        spec,
        request: () => maskRequest(spec),
        send: (api, ticket, request) =>
          api.paint(ticket, { ...request, show: spec.view.show, view, theme }),
      }),

    match: (spec, sparsity, callOptions = {}) =>
      errands.run({
        ...waitedFor('match', callOptions),
        spec,
        request: () => maskRequest(spec),
        send: (api, ticket, request) => api.match(ticket, { ...request, sparsity }),
      }),

    row: (spec, query, callOptions = {}) =>
      errands.run({
        ...waitedFor('row', callOptions),
        spec,
        request: () => siteRequest(spec),
        send: (api, ticket, request) => api.row(ticket, { ...request, query }),
      }),

    thumbs(spec, theme, each, callOptions = {}) {
      const { size = 64 } = callOptions;
      const parts = new Parts<ThumbReply>(headOf, each);
      const layer = spec.subject.layer;
      const first = typeof layer === 'number' ? layer : null;
      return errands.run({
        ...long('thumbs', callOptions),
        spec,
        request: () => textRequest(spec),
        send: (api, ticket, request, isLive) =>
          api.thumbs(ticket, { ...request, size, theme, first }, parts.callback(isLive)),
      });
    },

    recalls(spec, each, callOptions = {}) {
      const parts = new Parts<RecallReply>(headOf, each);
      return errands.run({
        ...long('recalls', callOptions),
        spec,
        request: () => maskRequest(spec),
        send: (api, ticket, request, isLive) =>
          api.recalls(ticket, request, parts.callback(isLive)),
      });
    },

    curve(spec, method, budgets, each, callOptions = {}) {
      const parts = new Parts<CurvePoint>(budgetOf, each);
      return errands.run({
        ...long(`curve ${method}`, callOptions),
        small: true,
        spec,
        request: () => siteRequest(spec),
        send(api, ticket, request, isLive) {
          const left = budgets.filter((budget) => !parts.has(String(budget)));
          const sweep = sweepRequest(spec, method, left);
          return api.curve(ticket, { ...request, ...sweep }, parts.callback(isLive));
        },
      });
    },

    async cost(spec, method, budgets, each, onProgress, callOptions = {}) {
      const { needles = 'with' } = callOptions;
      const parts = new Parts<CostPoint>(wholePointOf, each);
      const whole = (budget: number): boolean => parts.has(`${budget} true`);
      // Budgets are dealt out to all seats that do long work.
      const hands = deal(budgets, pool.backgroundSize);
      const progress = new SumProgress(Math.min(hands.length, budgets.length), onProgress);
      const replies = hands.map((hand, seat) => {
        const kind = `cost ${method}/${seat}`;
        if (hand.length === 0) {
          lanes.overtake(errands.laneOf(kind, callOptions));
          return Promise.resolve(succeed(null));
        }
        return errands.run({
          ...long(kind, callOptions),
          spec,
          request: () => textRequest(spec),
          async send(api, ticket, request, isLive) {
            const left = hand.filter((budget) => !whole(budget));
            if (left.length === 0) return succeed(null);
            const sweep = { ...sweepRequest(spec, method, left), needles };
            const report = whileLive(isLive, progress.part(seat));
            return api.cost(ticket, { ...request, ...sweep }, parts.callback(isLive), report);
          },
        });
      });
      return worstOf(await Promise.all(replies));
    },

    costAt: (spec, onProgress, callOptions = {}) =>
      errands.run({
        ...long('costAt', callOptions),
        spec,
        request: () => maskRequest(spec),
        send: (api, ticket, request, isLive) =>
          api.costAt(ticket, request, whileLive(isLive, onProgress)),
      }),

    ...gateClient(errands),

    weights: weightClient(errands),

    onIncident(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    dispose() {
      lanes.close();
      pool.close();
      listeners.clear();
    },
  };
}

const headOf = ({ layer, head }: { layer: number; head: number }): string => `${layer}/${head}`;
/** A point whose needles are still to come is another part than the same point with them. */
const wholePointOf = ({ budget, needles }: CostPoint): string => `${budget} ${needles > 0}`;
const budgetOf = ({ budget }: { budget: number }): string => String(budget);

/** Progress for the worker to report, passed on while the call lives. */
const whileLive = (isLive: () => boolean, onProgress?: Progress) =>
  Comlink.proxy<Progress>((...state) => {
    if (isLive()) onProgress?.(...state);
  });

/** What a person waits for: the figure's own seat, the newest call of those that wait. */
const waitedFor = (kind: string, options: CallOptions) =>
  ({
    kind,
    options,
    policy: 'finish',
    small: true,
    host: (pool: Pool) => pool.interactive,
  }) as const;

/** What may take long: any other seat, a new call ends the old one. */
const long = (kind: string, options: CallOptions) =>
  ({ kind, options, policy: 'cancel', host: (pool: Pool) => pool.background }) as const;
