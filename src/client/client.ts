// The client: specs in, replies out. Figures, which snapshots can answer too, and what takes the model.
import * as Comlink from 'comlink';
import { succeed } from '../core/result.ts';
import type {
  CostPoint,
  CurvePoint,
  Progress,
  RecallReply,
  ThumbReply,
} from '../../workers/api.ts';
import { waitedFor } from './errand.ts';
import { gateClient } from './gates.ts';
import { headFigures } from './head-figures.ts';
import { failureOf } from './lanes.ts';
import { Parts } from './parts.ts';
import type { Pool } from './pool.ts';
import { maskRequest, siteRequest, sweepRequest, textRequest } from './requests.ts';
import { deal, SumProgress, worstOf } from './split.ts';
import { textOf } from './texts.ts';
import type { CallOptions, ClientOptions } from './types.ts';
import { weightClient, type FullClient } from './weights.ts';
import { openWorks } from './works.ts';

/** Makes a client; workers start with the first call that needs one. */
export function createClient(options: ClientOptions = {}): FullClient {
  const works = openWorks(options);
  const { models, snapshots, lanes, errands, pool } = works;

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

    ...headFigures(works),

    match: (spec, sparsity, callOptions = {}) =>
      errands.run({
        ...waitedFor('match', callOptions),
        spec,
        request: (texts) => maskRequest(spec, texts),
        send: (api, ticket, request) => api.match(ticket, { ...request, sparsity }),
      }),

    thumbs(spec, theme, each, callOptions = {}) {
      const { size = 64 } = callOptions;
      const parts = new Parts<ThumbReply>(headOf, each);
      const layer = spec.subject.layer;
      const first = typeof layer === 'number' ? layer : null;
      return errands.run({
        ...long('thumbs', callOptions),
        spec,
        request: (texts) => textRequest(spec, texts),
        send: (api, ticket, request, isLive) =>
          api.thumbs(ticket, { ...request, size, theme, first }, parts.callback(isLive)),
      });
    },

    recalls(spec, each, callOptions = {}) {
      const parts = new Parts<RecallReply>(headOf, each);
      return errands.run({
        ...long('recalls', callOptions),
        spec,
        request: (texts) => maskRequest(spec, texts),
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
        request: (texts) => siteRequest(spec, texts),
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
          request: (texts) => textRequest(spec, texts),
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
        request: (texts) => maskRequest(spec, texts),
        send: (api, ticket, request, isLive) =>
          api.costAt(ticket, request, whileLive(isLive, onProgress)),
      }),

    ...gateClient(errands),

    weights: weightClient(errands),

    onIncident: (listener) => works.onIncident(listener),

    dispose: () => works.dispose(),
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

/** What may take long: any other seat, a new call ends the old one. */
const long = (kind: string, options: CallOptions) =>
  ({ kind, options, policy: 'cancel', host: (pool: Pool) => pool.background }) as const;
