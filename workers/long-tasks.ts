// What takes long and comes in parts: many heads, many budgets, the whole model. Units of a few
// milliseconds, a checkpoint after each.
import { transfer } from 'comlink';
import { paletteOf } from '../src/core/palette.ts';
import { ExpectedError } from '../src/core/result.ts';
import {
  lossPasses,
  measureLoss,
  measureNeedles,
  needlePasses,
  type CostSubject,
  type ModelCost,
  type Setting,
} from '../src/domains/attention/cost.ts';
import { bestRecall } from '../src/domains/attention/bound.ts';
import { resolveSettings } from '../src/domains/attention/resolve.ts';
import { denseMap } from '../src/domains/attention/subject.ts';
import { hiddenLosses } from '../src/model/loss.ts';
import type {
  CostPoint,
  CurvePoint,
  Each,
  MethodRequest,
  NeedleOrder,
  Progress,
  RecallReply,
  SiteRequest,
  SweepRequest,
  TextRequest,
  ThumbReply,
  ThumbsRequest,
} from './api.ts';
import { valueOf, type Desk, type Reading } from './desk.ts';
import { loadMethod, type LoadedMethod } from './methods.ts';
import { Reporter } from './reporter.ts';
import type { Job } from './scheduler.ts';
import { pixelsOf, settingsOf } from './tasks.ts';

export async function thumbs(
  desk: Desk,
  job: Job,
  request: ThumbsRequest,
  each: Each<ThumbReply>,
): Promise<null> {
  const { size, theme, first } = request;
  const reading = await desk.reading(job, request);
  const { kernels } = reading.model;
  const { n, heads } = reading.subject;
  const view = { row0: 0, row1: n, col0: 0, col1: n, width: size, height: size };
  const keep = desk.keepsAllMaps(reading);
  const reporter = new Reporter(each);
  const order = [...heads.keys()].sort((a, b) => Number(b === first) - Number(a === first));
  for (const layer of order) {
    for (const head of heads[layer]?.keys() ?? []) {
      const site = desk.siteOf(reading, layer, head);
      const map = keep
        ? await desk.map(job, site)
        : await denseMap(site.head, kernels, () => job.checkpoint());
      const plane = kernels.paintPlane(map, n, null, 'attention');
      const pixels = pixelsOf(kernels.paint(plane, view, paletteOf(theme)));
      plane.release();
      reporter.send(transfer({ layer, head, size, pixels }, [pixels.buffer]));
      await job.checkpoint();
    }
  }
  await job.wait(reporter.heard());
  return null;
}

export async function recalls(
  desk: Desk,
  job: Job,
  request: TextRequest & MethodRequest,
  each: Each<RecallReply>,
): Promise<null> {
  const reading = await desk.reading(job, request);
  const { method, assets } = await loadMethod(job, reading.model, request.method);
  const reporter = new Reporter(each);
  for (const { layer, head } of reading.subject.heads.flat()) {
    const site = desk.siteOf(reading, layer, head);
    const params = settingsOf(method, site.head, request);
    const selection = desk.select(site, method, params, assets);
    await job.checkpoint();
    const { metrics, rowRecall } = await desk.measure(job, site, selection);
    const { recall, sparsity, keptPairs } = metrics;
    const map = await desk.map(job, site);
    const bound = bestRecall(map, site.head.n, keptPairs);
    await job.checkpoint();
    reporter.send({ layer, head, recall, sparsity, bound, worst: worstRow(rowRecall) });
  }
  await job.wait(reporter.heard());
  return null;
}

/** The row with the least recall; of equal ones the last, whose context is the longest. */
function worstRow(rowRecall: Float32Array): RecallReply['worst'] {
  let query = 0;
  for (const [row, recall] of rowRecall.entries()) {
    if (recall <= (rowRecall[query] ?? 1)) query = row;
  }
  return { query, recall: rowRecall[query] ?? 1 };
}

export async function curve(
  desk: Desk,
  job: Job,
  request: SiteRequest & SweepRequest,
  each: Each<CurvePoint>,
): Promise<null> {
  const site = await desk.site(job, request);
  const { method, assets } = await loadMethod(job, site.origin, request.method);
  const reporter = new Reporter(each);
  for (const budget of request.budgets) {
    const params = valueOf(resolveSettings(method, site.head, budget, request.set, 'budget'));
    const selection = desk.select(site, method, params, assets);
    await job.checkpoint();
    const { metrics } = await desk.measure(job, site, selection);
    reporter.send({ method: method.id, budget, metrics });
  }
  await job.wait(reporter.heard());
  return null;
}

export async function cost(
  desk: Desk,
  job: Job,
  request: TextRequest & SweepRequest & { readonly needles: NeedleOrder },
  each: Each<CostPoint>,
  progress: Progress,
): Promise<null> {
  const { reading, loaded, subject } = await costSubject(desk, job, request);
  const { method } = loaded;
  const { budgets, set, needles: order } = request;
  const settings = budgets.map((budget) => {
    const paramsFor: Setting['paramsFor'] = (shape) =>
      valueOf(resolveSettings(method, shape, budget, set, 'budget'));
    paramsFor(shapeOf(reading)); // bad input is said before the long work
    return { budget, setting: { method, paramsFor } };
  });
  const needlesEach = order === 'never' ? 0 : needlePasses(subject);
  const total = settings.reduce(
    (sum, { setting }) => sum + lossPasses(subject, setting) + needlesEach,
    0,
  );
  const meter = meterOf(progress, total, method.name);
  const checkpoint = (): Promise<void> => job.checkpoint();
  const points = new Reporter(each);
  const losses: CostPoint[] = [];
  for (const { budget, setting } of settings) {
    const loss = await measureLoss(subject, setting, checkpoint, meter.step);
    const point = { method: method.id, budget, ...loss, needlesRight: 0, needles: 0 };
    losses.push(point);
    if (order === 'with') {
      const found = await measureNeedles(subject, setting, checkpoint, meter.step);
      points.send({ ...point, ...found });
    } else points.send(point);
  }
  if (order === 'after') {
    for (const [i, { setting }] of settings.entries()) {
      const found = await measureNeedles(subject, setting, checkpoint, meter.step);
      points.send({ ...(losses[i] as CostPoint), ...found });
    }
  }
  await job.wait(Promise.all([points.heard(), meter.heard()]));
  return null;
}

export async function costAt(
  desk: Desk,
  job: Job,
  request: TextRequest & MethodRequest,
  progress: Progress,
): Promise<ModelCost> {
  const { loaded, subject } = await costSubject(desk, job, request);
  const { method } = loaded;
  const setting: Setting = { method, paramsFor: (shape) => settingsOf(method, shape, request) };
  const total = lossPasses(subject, setting) + needlePasses(subject);
  const meter = meterOf(progress, total, method.name);
  const checkpoint = (): Promise<void> => job.checkpoint();
  const loss = await measureLoss(subject, setting, checkpoint, meter.step);
  const needles = await measureNeedles(subject, setting, checkpoint, meter.step);
  await job.wait(meter.heard());
  return { ...loss, ...needles };
}

/** Counts passes through the model for the page. */
function meterOf(progress: Progress, total: number, label: string) {
  const reporter = new Reporter<Parameters<Progress>>(progress);
  let done = 0;
  return {
    step: (): void => reporter.send(++done, total, label),
    heard: (): Promise<void> => reporter.heard(),
  };
}

async function costSubject(
  desk: Desk,
  job: Job,
  request: TextRequest & { readonly method: string },
): Promise<{ reading: Reading; loaded: LoadedMethod; subject: CostSubject }> {
  const reading = await desk.reading(job, request);
  const { model } = reading;
  const { ids, hidden } = reading.subject;
  if (ids.length < 2) {
    throw new ExpectedError('text', 'a loss needs a text of at least two tokens, got one');
  }
  const loaded = await loadMethod(job, model, request.method);
  const denseLosses = await desk.denseLosses(reading, () =>
    hiddenLosses(model.llama, hidden, ids, () => job.checkpoint()),
  );
  const { llama, needleCases: cases } = model;
  const { assets } = loaded;
  return { reading, loaded, subject: { llama, ids, denseLosses, cases, assets } };
}

/** Sizes of the reading, for settings. */
function shapeOf({ subject, model }: Reading) {
  const { headDim, layers, heads } = model.llama.config;
  return { n: subject.n, d: headDim, layers, heads };
}
