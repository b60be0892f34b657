// Closer looks at a run, each asked for by name and loaded when it first is.
import type { Run } from '../contract.ts';
import type { Look } from './looks/look.ts';
import type { DecodeTypes } from './types.ts';

function lookOf(load: () => Promise<{ readonly default: Look }>): Run<DecodeTypes> {
  return {
    async start(asked, setting, wish, desk, each) {
      const look = await desk.wait(load());
      await look.default({ asked, setting, wish, desk }, each);
    },
  };
}

export const looks = {
  needles: lookOf(() => import('./looks/needles.ts')),
  needed: lookOf(() => import('./looks/needed.ts')),
  layers: lookOf(() => import('./looks/layers.ts')),
  overlap: lookOf(() => import('./looks/overlap.ts')),
  breaks: lookOf(() => import('./looks/breaks.ts')),
};
