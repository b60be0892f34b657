// The client's half of training a gate.
import type { GatePart } from '../../workers/gates-api.ts';
import type { Errands } from './errand.ts';
import { Parts } from './parts.ts';
import type { Pool } from './pool.ts';
import { siteRequest } from './requests.ts';
import type { AtlasClient } from './types.ts';

export function gateClient(errands: Errands): Pick<AtlasClient, 'trainGate'> {
  return {
    trainGate(spec, { block, steps }, each, options = {}) {
      const parts = new Parts<GatePart>(partOf, each);
      return errands.run({
        kind: 'gate',
        options,
        policy: 'cancel',
        host: (pool: Pool) => pool.background,
        spec,
        request: (texts) => siteRequest(spec, texts),
        send: (api, ticket, request, isLive) =>
          api.trainGate(ticket, { ...request, block, steps }, parts.callback(isLive)),
      });
    },
  };
}

const partOf = (part: GatePart): string => (part.kind === 'start' ? 'start' : String(part.step));
