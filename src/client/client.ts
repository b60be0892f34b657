// The client: specs in, replies out. Figures, which snapshots can answer too, and what takes the model.
import { succeed } from '../core/result.ts';
import type { CostPoint, CurvePoint, RecallReply, ThumbReply } from '../../workers/api.ts';
import { long, waitedFor } from './errand.ts';
import { gateClient } from './gates.ts';
import { headFigures } from './head-figures.ts';
import { failureOf } from './lanes.ts';
import { sweepModel } from './model-sweep.ts';
import { Parts, whileLive } from './parts.ts';
import { maskRequest, siteRequest, sweepRequest, textRequest } from './requests.ts';
import { textOf } from './texts.ts';
import type { ClientOptions } from './types.ts';
import { weightClient, type FullClient } from './weights.ts';
import { openWorks } from './works.ts';

/** Makes a client; workers start with the first call that needs one. */
export function createClient(options: ClientOptions = {}): FullClient {
  const works = openWorks(options);
  const { models, snapshots, errands } = works;

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

    cost: (spec, method, budgets, each, onProgress, callOptions = {}) =>
      sweepModel<CostPoint>(works, {
        ...{ kind: 'cost', spec, method, budgets, each, onProgress, options: callOptions },
        send: (api, ...asked) => api.cost(...asked),
      }),

    costAt: (spec, onProgress, callOptions = {}) =>
      errands.run({
        ...long('costAt', callOptions),
        spec,
        request: (texts) => maskRequest(spec, texts),
        send: (api, ticket, request, isLive) =>
          api.costAt(ticket, request, whileLive(isLive, onProgress)),
      }),

    ...gateClient(errands),

    weights: weightClient(works),

    onIncident: (listener) => works.onIncident(listener),

    dispose: () => works.dispose(),
  };
}

const headOf = ({ layer, head }: { layer: number; head: number }): string => `${layer}/${head}`;
const budgetOf = ({ budget }: { budget: number }): string => String(budget);
