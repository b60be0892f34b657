// The client's half for weight matrices. Everything a figure needs stays on the figure's own seat, where
// the pruned model is kept; curves go to the others.
import type { FigureSpec } from '../core/spec.ts';
import type { Match, NeedleOrder, Progress, Theme } from '../../workers/api.ts';
import type {
  ContinuePart,
  PrunedCost,
  PrunedCostPoint,
  PrunedSite,
  WeightCurvePoint,
  WeightThumbReply,
} from '../../workers/weights-api.ts';
import { long, waitedFor } from './errand.ts';
import { matrixFigures, prunedRequest, type MatrixFigures } from './matrix-figures.ts';
import { sweepModel } from './model-sweep.ts';
import { Parts, whileLive } from './parts.ts';
import type { Pool } from './pool.ts';
import { sweepRequest, textRequest } from './requests.ts';
import type { AtlasClient, CallOptions, Reply } from './types.ts';
import type { Works } from './works.ts';

/** Conventions of channels and replies as in AtlasClient. */
export interface WeightClient extends MatrixFigures {
  /** The budget at which the spec's method comes nearest to a sparsity of the spec's matrix. */
  match(spec: FigureSpec, sparsity: number, options?: CallOptions): Promise<Reply<Match>>;
  /** Small maps of all matrices of the spec's model. */
  thumbs(
    spec: FigureSpec,
    theme: Theme,
    each: (thumb: WeightThumbReply) => void,
    options?: CallOptions,
  ): Promise<Reply<null>>;
  /** Metrics of a method on the spec's matrix, a point per budget. */
  curve(
    spec: FigureSpec,
    method: string,
    budgets: readonly number[],
    each: (point: WeightCurvePoint) => void,
    options?: CallOptions,
  ): Promise<Reply<null>>;
  /** Prunes the whole model with the spec's setting: what is left of all matrices. */
  sites(
    spec: FigureSpec,
    onProgress?: Progress,
    options?: CallOptions,
  ): Promise<Reply<readonly PrunedSite[]>>;
  /** Prunes the whole model with the spec's setting and measures it; figures are exact afterwards. */
  costAt(
    spec: FigureSpec,
    onPruned: (sites: readonly PrunedSite[]) => void,
    onProgress?: Progress,
    options?: CallOptions,
  ): Promise<Reply<PrunedCost>>;
  /**
   * What pruning by a method costs the whole model, a point per budget. Needles come `with` the loss by
   * default; `after` it, every point comes a second time with them, to replace the first.
   */
  cost(
    spec: FigureSpec,
    method: string,
    budgets: readonly number[],
    each: (point: PrunedCostPoint) => void,
    onProgress?: Progress,
    options?: CallOptions & { readonly needles?: NeedleOrder },
  ): Promise<Reply<null>>;
  /** The dense and the pruned model go on from `prompt`. */
  goOn(
    spec: FigureSpec,
    prompt: string,
    sampling: { readonly length: number; readonly seed: number; readonly temperature: number },
    each: (part: ContinuePart) => void,
    options?: CallOptions,
  ): Promise<Reply<null>>;
}

/** A client for every domain. */
export interface FullClient extends AtlasClient {
  readonly weights: WeightClient;
}

export function weightClient(works: Works): WeightClient {
  const { errands } = works;
  return {
    ...matrixFigures(errands),

    match: (spec, sparsity, options = {}) =>
      errands.run({
        ...waitedFor('weight-match', options),
        spec,
        request: (texts) => prunedRequest(spec, texts),
        send: (api, ticket, request) => api.weightMatch(ticket, { ...request, sparsity }),
      }),

    thumbs(spec, theme, each, options = {}) {
      const parts = new Parts<WeightThumbReply>(siteOf, each);
      return errands.run({
        ...beside('weight-thumbs', options),
        spec,
        request: (texts) => textRequest(spec, texts),
        send: (api, ticket, { model }, isLive) =>
          api.weightThumbs(ticket, { model, size: 64, theme }, parts.callback(isLive)),
      });
    },

    curve(spec, method, budgets, each, options = {}) {
      const parts = new Parts<WeightCurvePoint>(budgetOf, each);
      return errands.run({
        ...long(`weight-curve ${method}`, options),
        small: true,
        spec,
        request: (texts) => prunedRequest(spec, texts),
        send(api, ticket, request, isLive) {
          const left = budgets.filter((budget) => !parts.has(String(budget)));
          const sweep = sweepRequest(spec, method, left);
          return api.weightCurve(ticket, { ...request, ...sweep }, parts.callback(isLive));
        },
      });
    },

    sites: (spec, onProgress, options = {}) =>
      errands.run({
        ...long('weight-sites', options),
        spec,
        request: (texts) => prunedRequest(spec, texts),
        send: (api, ticket, request, isLive) =>
          api.weightSites(ticket, request, whileLive(isLive, onProgress)),
      }),

    costAt: (spec, onPruned, onProgress, options = {}) =>
      errands.run({
        ...beside('weight-costAt', options),
        spec,
        request: (texts) => prunedRequest(spec, texts),
        send: (api, ticket, request, isLive) =>
          api.weightCostAt(
            ticket,
            request,
            whileLive(isLive, onPruned),
            whileLive(isLive, onProgress),
          ),
      }),

    cost: (spec, method, budgets, each, onProgress, options = {}) =>
      sweepModel<PrunedCostPoint>(works, {
        ...{ kind: 'weight-cost', spec, method, budgets, each, onProgress, options },
        send: (api, ...asked) => api.weightCost(...asked),
      }),

    goOn: (spec, prompt, sampling, each, options = {}) =>
      errands.run({
        ...beside('weight-continue', options),
        spec,
        request: (texts) => prunedRequest(spec, texts),
        send: (api, ticket, request, isLive) =>
          api.weightContinue(ticket, { ...request, prompt, ...sampling }, whileLive(isLive, each)),
      }),
  };
}

const siteOf = ({ layer, matrix }: WeightThumbReply): string => `${layer}.${matrix}`;
const budgetOf = ({ budget }: { budget: number }): string => String(budget);

/** Long, on the figure's seat, where it finds and leaves the pruned model. */
const beside = (kind: string, options: CallOptions) =>
  ({ kind, options, policy: 'cancel', host: (pool: Pool) => pool.interactive }) as const;
