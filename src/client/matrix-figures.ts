// Calls about one weight matrix that a snapshot can answer as well as the model.
import { fail, succeed, type Result } from '../core/result.ts';
import type { FigureSpec } from '../core/spec.ts';
import { subjectTables } from '../core/subjects.ts';
import type { PaintReply, Theme } from '../../workers/api.ts';
import type {
  MatrixName,
  PrunedRequest,
  WeightFigureReply,
  WeightRowReply,
} from '../../workers/weights-api.ts';
import type { Viewport } from '../kernels/contract.ts';
import { waitedFor, type Errands } from './errand.ts';
import { textRequest, type Texts } from './requests.ts';
import type { CallOptions, Reply } from './types.ts';

/** Conventions of channels and replies as in AtlasClient. */
export interface MatrixFigures {
  /** Mask, metrics and trace; steps about one row show `row`. */
  figure(
    spec: FigureSpec,
    row: number | null,
    options?: CallOptions,
  ): Promise<Reply<WeightFigureReply>>;
  paint(
    spec: FigureSpec,
    view: Viewport,
    theme: Theme,
    options?: CallOptions,
  ): Promise<Reply<PaintReply>>;
  row(spec: FigureSpec, row: number, options?: CallOptions): Promise<Reply<WeightRowReply>>;
}

export function matrixFigures(errands: Errands): MatrixFigures {
  return {
    figure: (spec, row, options = {}) =>
      errands.run({
        ...waitedFor('weight-figure', options),
        spec,
        request: (texts) => prunedRequest(spec, texts),
        send: (api, ticket, request) => api.weightFigure(ticket, { ...request, row }),
      }),

    paint: (spec, view, theme, options = {}) =>
      errands.run({
        ...waitedFor('weight-paint', options),
        spec,
        request: (texts) => prunedRequest(spec, texts),
        send: (api, ticket, request) =>
          api.weightPaint(ticket, { ...request, show: spec.view.show, view, theme }),
      }),

    row: (spec, row, options = {}) =>
      errands.run({
        ...waitedFor('weight-row', options),
        spec,
        request: (texts) => prunedRequest(spec, texts),
        send: (api, ticket, request) => api.weightRow(ticket, { ...request, row }),
      }),
  };
}

export async function prunedRequest(
  spec: FigureSpec,
  texts: Texts,
): Promise<Result<PrunedRequest>> {
  const { layer, matrix } = spec.subject;
  if (typeof layer !== 'number') return fail('layer', `layer must be a number, got ${layer}`);
  if (!isMatrix(matrix)) {
    const names = subjectTables.weights.matrix.options.map(({ value }) => value).join(', ');
    return fail('matrix', `matrix must be one of ${names}, got ${matrix}`);
  }
  const text = await textRequest(spec, texts);
  if (!text.ok) return text;
  const { method, budget, set } = spec;
  return succeed({ ...text.value, layer, matrix, method, budget, set });
}

function isMatrix(name: unknown): name is MatrixName {
  return subjectTables.weights.matrix.options.some(({ value }) => value === name);
}
