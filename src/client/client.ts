// The client: specs in, replies out. Every call is of one shape for all domains.
import { figureKey } from '../core/spec.ts';
import { succeed } from '../core/result.ts';
import type { CurvePoint, DomainTypes, FigureReply, ThumbReply } from '../../workers/api.ts';
import { long, waitedFor } from './errand.ts';
import { failureOf } from './lanes.ts';
import { sweepModel } from './model-sweep.ts';
import { InOrder, Parts, whileLive } from './parts.ts';
import { Recent } from './recent.ts';
import { siteOf, sweepOf, textRequest } from './requests.ts';
import { textOf } from './texts.ts';
import type { AtlasClient, ClientOptions, DomainClient } from './types.ts';
import { openWorks } from './works.ts';

/** Figures kept on the page: enough for going back and forth between a few settings. */
const FIGURES = 24;

/** Makes a client; workers start with the first call that needs one. */
export function createClient(options: ClientOptions = {}): AtlasClient {
  const works = openWorks(options);
  const { models, snapshots, errands, lanes, pool } = works;
  const figures = new Recent<FigureReply>(FIGURES);

  const client: AtlasClient = {
    of: <T extends DomainTypes>() => client as unknown as DomainClient<T>,

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

    text(source, tokens, callOptions = {}) {
      const { subject = {}, model = 'atlas-3m' } = callOptions;
      const spec = { model, text: source, tokens, subject };
      return errands.run({
        ...waitedFor('text', callOptions),
        spec,
        request: async (texts) => {
          const request = await textRequest(spec, texts);
          // Any snapshot of the text can tell; that of its own site is at hand anyway.
          return request.ok ? succeed({ ...request.value, subject }) : request;
        },
        async send(api, ticket, request) {
          const reply = await api.text(ticket, request);
          return reply.ok ? succeed({ ...reply.value, text: request.text }) : reply;
        },
      });
    },

    figure(spec, callOptions = {}) {
      const { row = null, picture } = callOptions;
      const key = `${row} ${figureKey(spec)}`;
      const known = figures.get(key);
      if (known && !callOptions.signal?.aborted) {
        // Answered at once; what is still under way on this channel would come too late.
        if (callOptions.channel !== null) lanes.overtake(errands.laneOf('figure', callOptions));
        return Promise.resolve(succeed(known));
      }
      return errands.run({
        ...waitedFor('figure', callOptions),
        ...siteOf(spec),
        async send(api, ticket, request) {
          const reply = await api.figure(ticket, { ...request, row, ...(picture && { picture }) });
          // What is not exact will be told more exactly: asked again then, it must not be remembered.
          if (reply.ok && reply.value.exact) figures.set(key, { ...reply.value, picture: null });
          return reply;
        },
      });
    },

    paint: (spec, view, theme, callOptions = {}) =>
      errands.run({
        ...waitedFor('paint', callOptions),
        ...siteOf(spec),
        send: (api, ticket, request) =>
          api.paint(ticket, { ...request, show: spec.view.show, view, theme }),
      }),

    row: (spec, row, callOptions = {}) =>
      errands.run({
        ...waitedFor('row', callOptions),
        ...siteOf(spec),
        send: (api, ticket, request) => api.row(ticket, request, row),
      }),

    match: (spec, sparsity, callOptions = {}) =>
      errands.run({
        ...waitedFor('match', callOptions),
        ...siteOf(spec),
        send: (api, ticket, request) => api.match(ticket, request, sparsity),
      }),

    thumbs(spec, theme, each, callOptions = {}) {
      const { size = 64 } = callOptions;
      const parts = new Parts<ThumbReply>(({ place }) => JSON.stringify(place), each);
      return errands.run({
        ...long('thumbs', callOptions),
        ...siteOf(spec),
        send: (api, ticket, request, isLive) =>
          api.thumbs(ticket, { ...request, size, theme }, parts.callback(isLive)),
      });
    },

    survey(spec, each, onProgress, callOptions = {}) {
      const parts = new InOrder(each);
      return errands.run({
        ...long('survey', callOptions),
        ...siteOf(spec),
        send: (api, ticket, request, isLive) =>
          api.survey(ticket, request, parts.callback(isLive), whileLive(isLive, onProgress)),
      });
    },

    curve(spec, method, budgets, each, callOptions = {}) {
      const parts = new Parts<CurvePoint>(({ budget }) => String(budget), each);
      return errands.run({
        ...long(`curve ${method}`, callOptions),
        small: true,
        ...siteOf({ ...spec, method }),
        send(api, ticket, request, isLive) {
          const left = budgets.filter((budget) => !parts.has(String(budget)));
          return api.curve(ticket, sweepOf(request, spec, left), parts.callback(isLive));
        },
      });
    },

    cost: (spec, method, budgets, each, onProgress, callOptions = {}) =>
      sweepModel(works, { spec, method, budgets, each, onProgress, options: callOptions }),

    costAt(spec, { each = () => {}, onProgress } = {}, callOptions = {}) {
      const parts = new InOrder(each);
      return errands.run({
        ...long('costAt', callOptions),
        ...siteOf(spec),
        send: (api, ticket, request, isLive) =>
          api.costAt(ticket, request, parts.callback(isLive), whileLive(isLive, onProgress)),
      });
    },

    run(name, spec, wish, each, callOptions = {}) {
      const parts = new InOrder(each as (part: object) => void);
      return errands.run({
        ...long(`run ${name}`, callOptions),
        ...siteOf(spec),
        send: (api, ticket, request, isLive) =>
          api.run(
            ticket,
            request,
            name,
            wish,
            parts.callback(isLive),
            whileLive(isLive, undefined),
          ),
      });
    },

    own(tensors) {
      errands.own.hold(tensors);
      return () => {
        if (errands.own.letGo(tensors)) void pool.interactive.api?.letGo(tensors.site);
      };
    },

    onIncident: (listener) => works.onIncident(listener),
    dispose: () => works.dispose(),
  };
  return client;
}
