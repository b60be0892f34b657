// Calls about one head that a snapshot can answer as well as the model.
import { succeed } from '../core/result.ts';
import type { FigureReply } from '../../workers/api.ts';
import { waitedFor } from './errand.ts';
import { figureKey } from './keys.ts';
import { Recent } from './recent.ts';
import { maskRequest, siteRequest, textRequest } from './requests.ts';
import type { AtlasClient } from './types.ts';
import type { Works } from './works.ts';

/** Figures kept on the page: enough for going back and forth between a few settings. */
const FIGURES = 24;

export type HeadFigures = Pick<AtlasClient, 'text' | 'figure' | 'paint' | 'row'>;

export function headFigures({ errands, lanes }: Pick<Works, 'errands' | 'lanes'>): HeadFigures {
  const figures = new Recent<FigureReply>(FIGURES);
  return {
    async text(source, tokens, callOptions = {}) {
      const { subject = {} } = callOptions;
      const spec = { model: callOptions.model ?? 'atlas-3m', text: source, tokens, subject };
      return errands.run({
        ...waitedFor('text', callOptions),
        spec,
        async request(texts) {
          const request = await textRequest(spec, texts);
          // Any snapshot of the text can tell; that of its own head is at hand anyway.
          return request.ok ? succeed({ ...request.value, ...subject }) : request;
        },
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
        request: (texts) => maskRequest(spec, texts),
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
        request: (texts) => maskRequest(spec, texts),
        send: (api, ticket, request) =>
          api.paint(ticket, { ...request, show: spec.view.show, view, theme }),
      }),

    row: (spec, query, callOptions = {}) =>
      errands.run({
        ...waitedFor('row', callOptions),
        spec,
        request: (texts) => siteRequest(spec, texts),
        send: (api, ticket, request) => api.row(ticket, { ...request, query }),
      }),
  };
}
