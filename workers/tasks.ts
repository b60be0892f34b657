// What is answered at once: one head, one text. Each task is a job of the scheduler.
import { transfer } from 'comlink';
import { encodeMask } from '../src/core/mask/wire.ts';
import { paletteOf } from '../src/core/palette.ts';
import type { ParamRecord } from '../src/core/params.ts';
import { ExpectedError } from '../src/core/result.ts';
import { matchBudget, type Match } from '../src/domains/match.ts';
import { causalPairsOf } from '../src/domains/attention/metrics.ts';
import { resolveSettings } from '../src/domains/attention/resolve.ts';
import type { AttentionMethod, AttentionShape } from '../src/methods/attention.ts';
import type {
  FigureReply,
  MaskRequest,
  MatchRequest,
  MethodRequest,
  PaintReply,
  PaintRequest,
  RowReply,
  SiteRequest,
} from './api.ts';
import { valueOf, type Desk, type Measured } from './desk.ts';
import { loadMethod } from './methods.ts';
import type { Job } from './scheduler.ts';
import type { Site } from './site.ts';
import { buffersOf, wireStage } from './wire.ts';

export async function figure(desk: Desk, job: Job, request: MaskRequest): Promise<FigureReply> {
  const begin = performance.now();
  const { site, measured, params } = await measuredFor(desk, job, request);
  const { selection, metrics } = measured;
  const stages = selection.trace().map(wireStage);
  return {
    metrics,
    params,
    mask: encodeMask(selection.mask),
    // Copies: the desk keeps its own.
    rowRecall: measured.rowRecall.slice(),
    rowError: measured.rowError.slice(),
    stages,
    warnings: selection.warnings ?? [],
    tier: site.origin.kernels.tier,
    exact: site.origin.exact,
    elapsed: performance.now() - begin,
  };
}

export async function paint(desk: Desk, job: Job, request: PaintRequest): Promise<PaintReply> {
  const { show, view, theme } = request;
  const whole = show === 'attention' ? null : await measuredFor(desk, job, request);
  const site = whole?.site ?? (await desk.site(job, request));
  const plane = await desk.plane(job, site, whole?.measured ?? null, show);
  const words = site.origin.kernels.paint(plane, view, paletteOf(theme));
  return { pixels: pixelsOf(words), view };
}

export async function match(desk: Desk, job: Job, request: MatchRequest): Promise<Match> {
  const site = await desk.site(job, request);
  const { method, assets } = await loadMethod(job, site.origin, request.method);
  const sparsityAt = (budget: number): number => {
    const params = valueOf(resolveSettings(method, site.head, budget, request.set, 'budget'));
    const { mask } = desk.select(site, method, params, assets);
    return 1 - mask.count() / causalPairsOf(site.head.n);
  };
  return matchBudget(sparsityAt, request.sparsity);
}

export async function row(
  desk: Desk,
  job: Job,
  request: SiteRequest & { readonly query: number },
): Promise<RowReply> {
  const { query } = request;
  const { head, origin } = await desk.site(job, request);
  if (!(Number.isInteger(query) && query >= 0 && query < head.n)) {
    throw new ExpectedError('query', `the query must be from 0 to ${head.n - 1}, got ${query}`);
  }
  const { kernels } = origin;
  const scale = 1 / Math.sqrt(head.d);
  const weights = kernels.attentionRows(head.q, head.k, scale, query, query + 1);
  return { weights: weights.slice(0, query + 1) };
}

/** The mask of a request, chosen and measured. */
async function measuredFor(
  desk: Desk,
  job: Job,
  request: SiteRequest & MethodRequest,
): Promise<{ site: Site; measured: Measured; params: ParamRecord }> {
  const site = await desk.site(job, request);
  const { method, assets } = await loadMethod(job, site.origin, request.method);
  const params = settingsOf(method, site.head, request);
  return { site, params, measured: await desk.measured(job, site, method, params, assets) };
}

/** Throws an ExpectedError naming the parameter. */
export function settingsOf(
  method: AttentionMethod,
  shape: AttentionShape,
  { budget, set }: MethodRequest,
): ParamRecord {
  return valueOf(resolveSettings(method, shape, budget, set));
}

/** RGBA bytes of a kernel's words; copied only where the words are part of a larger memory. */
export function pixelsOf(words: Uint32Array): Uint8ClampedArray<ArrayBuffer> {
  const { buffer, byteLength } = words;
  const whole = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
  return new Uint8ClampedArray(whole ? buffer : words.slice().buffer);
}

/** Marks what of a figure moves to the page instead of being copied. */
export function transferFigure<T extends object>(reply: T, value: FigureReply): T {
  const { mask, rowRecall, rowError } = value;
  return transfer(reply, [mask, rowRecall.buffer, rowError.buffer, ...buffersOf(value.stages)]);
}
