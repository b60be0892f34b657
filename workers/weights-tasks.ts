// What is answered at once about one weight matrix: its figure, its pixels, a row of it.
import { transfer } from 'comlink';
import { encodeMask } from '../src/core/mask/wire.ts';
import { paletteOf } from '../src/core/palette.ts';
import { ExpectedError } from '../src/core/result.ts';
import { rowOf } from '../src/core/tensor.ts';
import { matchBudget, type Match } from '../src/domains/match.ts';
import { marginals, matrixMetrics, type MatrixMetrics } from '../src/domains/weights/metrics.ts';
import { paintPlane, planeOf, scaleOf } from '../src/domains/weights/paint.ts';
import type { PaintReply } from './api.ts';
import type { Job } from './scheduler.ts';
import { pixelsOf } from './tasks.ts';
import { buffersOf, wireStage } from './wire.ts';
import type {
  PrunedRequest,
  WeightFigureReply,
  WeightMatchRequest,
  WeightPaintRequest,
  WeightRowReply,
} from './weights-api.ts';
import type { Chosen, WeightDesk } from './weights-desk.ts';
import { ranksOf } from './weights-ranks.ts';

export async function weightFigure(
  desk: WeightDesk,
  job: Job,
  request: PrunedRequest,
): Promise<WeightFigureReply> {
  const begin = performance.now();
  const chosen = await desk.chosen(job, request);
  const { matrix, selection, method } = chosen;
  const { weight } = matrix;
  const { contest, mask } = selection;
  const edges = marginals(mask);
  return {
    rows: weight.rows,
    cols: weight.cols,
    params: chosen.params,
    metrics: metricsOf(chosen),
    mask: encodeMask(mask),
    rowDensity: edges.rows,
    colDensity: edges.cols,
    scale: scaleOf(weight),
    contest: contest.among,
    group: contest.among === 'group' && !contest.order ? contest.size : null,
    stages: selection.trace(request.row ?? undefined).map(wireStage),
    warnings: selection.warnings ?? [],
    effect: method.effect,
    calibration:
      method.calibrates.select || method.calibrates.plan ? (matrix.inputs?.tokens ?? 0) : 0,
    exact: chosen.exact,
    tier: chosen.kernels.tier,
    elapsed: performance.now() - begin,
  };
}

export function transferWeightFigure<T extends object>(reply: T, value: WeightFigureReply): T {
  const { mask, rowDensity, colDensity, stages } = value;
  return transfer(reply, [mask, rowDensity.buffer, colDensity.buffer, ...buffersOf(stages)]);
}

export async function weightPaint(
  desk: WeightDesk,
  job: Job,
  request: WeightPaintRequest,
): Promise<PaintReply> {
  const { show, view, theme } = request;
  const { key, kernels, matrix, selection } = await desk.chosen(job, request);
  const { weight } = matrix;
  const codes = desk.plane(`${key} ${show}`, () =>
    planeOf(weight, selection.mask, show, scaleOf(weight)),
  );
  const words = paintPlane(codes, weight.rows, weight.cols, view, paletteOf(theme), kernels);
  return { pixels: pixelsOf(words), view };
}

export async function weightRow(
  desk: WeightDesk,
  job: Job,
  request: PrunedRequest & { readonly row: number },
): Promise<WeightRowReply> {
  const { row } = request;
  const { matrix, selection, after } = await desk.chosen(job, request);
  const { rows, cols } = matrix.weight;
  if (!(Number.isInteger(row) && row >= 0 && row < rows)) {
    throw new ExpectedError('query', `the output must be from 0 to ${rows - 1}, got ${row}`);
  }
  const scores = selection.scores?.() ?? null;
  return {
    values: rowOf(matrix.weight, row).slice(),
    pruned: after.slice(row * cols, (row + 1) * cols),
    norms: matrix.inputs?.l2.slice() ?? null,
    scores: scores && rowOf(scores, row).slice(),
    ...ranksOf(scores, row, selection.contest),
  };
}

/** Near enough for sparsities that are told to a tenth of a percent. */
const ENOUGH = 0.0005;

export async function weightMatch(
  desk: WeightDesk,
  job: Job,
  request: WeightMatchRequest,
): Promise<Match> {
  const { method, set } = request;
  const sparsityAt = async (budget: number): Promise<number> => {
    const setting = await desk.setting(job, { method, budget, set }, 'budget');
    const { selection } = await desk.select(job, { ...request, budget }, setting);
    const { mask } = selection;
    return 1 - mask.count() / (mask.rows * mask.cols);
  };
  return matchBudget(sparsityAt, request.sparsity, ENOUGH);
}

export function metricsOf({ selection, outputError }: Chosen): MatrixMetrics {
  return matrixMetrics(selection, outputError);
}
