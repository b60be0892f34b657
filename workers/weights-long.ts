// What takes long about weight matrices: small maps of all, many budgets, the whole model pruned, what it
// costs and how it goes on from a text.
import { transfer } from 'comlink';
import { paletteOf } from '../src/core/palette.ts';
import { createRandom } from '../src/core/random.ts';
import { ExpectedError } from '../src/core/result.ts';
import {
  costOf,
  measureModel,
  type ModelCost,
  type ModelLoss,
} from '../src/domains/weights/cost.ts';
import { paintPlane, planeOf, scaleOf } from '../src/domains/weights/paint.ts';
import type { Pruning } from '../src/domains/weights/prune.ts';
import type { Llama } from '../src/model/llama.ts';
import { emptyPast } from '../src/model/past.ts';
import type {
  Each,
  MethodRequest,
  NeedleOrder,
  Progress,
  SweepRequest,
  TextRequest,
} from './api.ts';
import { Reporter } from './reporter.ts';
import type { Job } from './scheduler.ts';
import { pixelsOf } from './tasks.ts';
import type {
  ContinuePart,
  ContinueRequest,
  MatrixRequest,
  PrunedCost,
  PrunedCostPoint,
  PrunedSite,
  WeightCurvePoint,
  WeightThumbReply,
  WeightThumbsRequest,
} from './weights-api.ts';
import type { TextProbe, WeightDesk } from './weights-desk.ts';
import { sampleFrom } from './weights-sample.ts';
import { metricsOf } from './weights-tasks.ts';

/** Most tokens that a continuation goes on from. */
const PROMPT = 256;

export async function weightThumbs(
  desk: WeightDesk,
  job: Job,
  request: WeightThumbsRequest,
  each: Each<WeightThumbReply>,
): Promise<null> {
  const { size, theme } = request;
  const { kernels } = desk.model(request.model);
  const reporter = new Reporter(each);
  for (const { layer, name: matrix, weight } of desk.subject(request.model).matrices) {
    const { rows, cols } = weight;
    const view = { row0: 0, row1: rows, col0: 0, col1: cols, width: size, height: size };
    const codes = planeOf(weight, null, 'attention', scaleOf(weight));
    const pixels = pixelsOf(paintPlane(codes, rows, cols, view, paletteOf(theme), kernels));
    reporter.send(transfer({ layer, matrix, size, pixels }, [pixels.buffer]));
    await job.checkpoint();
  }
  await job.wait(reporter.heard());
  return null;
}

export async function weightCurve(
  desk: WeightDesk,
  job: Job,
  request: MatrixRequest & SweepRequest,
  each: Each<WeightCurvePoint>,
): Promise<null> {
  const { method, set } = request;
  const reporter = new Reporter(each);
  for (const budget of request.budgets) {
    const setting = await desk.setting(job, { method, budget, set }, 'budget');
    const chosen = await desk.choose(job, { ...request, budget }, setting);
    await job.checkpoint();
    reporter.send({ method, budget, metrics: metricsOf(chosen) });
  }
  await job.wait(reporter.heard());
  return null;
}

export async function weightSites(
  desk: WeightDesk,
  job: Job,
  request: TextRequest & MethodRequest,
  progress: Progress,
): Promise<readonly PrunedSite[]> {
  const meter = new Reporter<Parameters<Progress>>(progress);
  const onBlock = (done: number, blocks: number): void => meter.send(done, blocks, 'pruning');
  const pruning = await desk.prune(job, request, onBlock);
  await job.wait(meter.heard());
  return sitesOf(pruning);
}

export async function weightCostAt(
  desk: WeightDesk,
  job: Job,
  request: TextRequest & MethodRequest,
  each: Each<readonly PrunedSite[]>,
  progress: Progress,
): Promise<PrunedCost> {
  const meter = new Reporter<Parameters<Progress>>(progress);
  const { needleCases } = desk.model(request.model);
  const blocks = desk.model(request.model).llama.config.layers;
  const total = blocks + 1 + needleCases.length;
  const pruning = await desk.prune(job, request, (done) => meter.send(done, total, 'pruning'));
  const sites = new Reporter(each);
  sites.send(sitesOf(pruning));
  const probe = await desk.probe(job, request);
  let passes = blocks;
  const cost = await measureModel(
    pruning,
    { ...probe, cases: needleCases },
    {
      checkpoint: () => job.checkpoint(),
      onPass: () => meter.send(++passes, total, 'measuring'),
    },
  );
  await job.wait(Promise.all([meter.heard(), sites.heard()]));
  return { ...cost, ...extent(probe) };
}

export async function weightCost(
  desk: WeightDesk,
  job: Job,
  request: TextRequest & SweepRequest & { readonly needles: NeedleOrder },
  each: Each<PrunedCostPoint>,
  progress: Progress,
): Promise<null> {
  const { method: id, set, budgets, needles: order } = request;
  const { needleCases, llama } = desk.model(request.model);
  const subject = desk.subject(request.model);
  const text = desk.text(request);
  const cases = order === 'never' ? [] : needleCases;
  const probe = { ...(await desk.probe(job, request)), cases };
  const points = new Reporter(each);
  const meter = new Reporter<Parameters<Progress>>(progress);
  const checkpoint = (): Promise<void> => job.checkpoint();
  const total = budgets.length * (llama.config.layers + 1 + cases.length);
  let done = 0;
  for (const budget of budgets) {
    const setting = await desk.setting(job, { method: id, budget, set }, 'budget');
    const dense = await desk.denseFor(job, request, setting);
    const step = (): void => meter.send(++done, total, setting.method.name);
    const send = (cost: ModelCost): void =>
      points.send({ method: id, budget, ...cost, ...extent(probe) });
    const onLoss = (loss: ModelLoss): void => {
      if (order === 'after') send({ ...loss, needlesRight: 0, needles: 0 });
    };
    const options = { checkpoint, onBlock: step, onPass: step, onLoss, dense };
    send(await costOf(subject, text, setting, probe, options));
  }
  await job.wait(Promise.all([points.heard(), meter.heard()]));
  return null;
}

export async function weightContinue(
  desk: WeightDesk,
  job: Job,
  request: ContinueRequest,
  each: Each<ContinuePart>,
): Promise<null> {
  const { prompt, length, seed, temperature } = request;
  const { llama, tokenizer } = desk.model(request.model);
  const pruning = await desk.prune(job, request);
  const [begin = 0, ...words] = tokenizer.encode(prompt).ids;
  if (words.length === 0) throw new ExpectedError('text', 'there are no words to go on from');
  const room = Math.max(1, Math.min(PROMPT, llama.config.maxTokens - length));
  const ids = [begin, ...words.slice(-room)];
  const parts = new Reporter(each);
  const writer = (which: ContinuePart['which'], model: Llama) => ({
    ...{ which, model, random: createRandom(seed), written: [] as number[] },
    past: emptyPast(model.config, ids.length + length),
    unread: ids,
  });
  const writers = [writer('dense', llama), writer('pruned', pruning.llama)];
  // In turns, so that both can be read as they grow.
  for (let tokens = 1; tokens <= length; tokens++) {
    for (const each of writers) {
      const { which, model, past, random, written } = each;
      const checkpoint = () => job.checkpoint();
      const { logits } = await model.forward(each.unread, { past, logits: 'last', checkpoint });
      // A model may have room for more tokens than its tokenizer can spell.
      const known = logits.data.subarray(0, tokenizer.size);
      const next = sampleFrom(known, temperature, random.next());
      written.push(next);
      each.unread = [next];
      parts.send({ which, text: tokenizer.decode(written), tokens });
      await job.checkpoint();
    }
  }
  await job.wait(parts.heard());
  return null;
}

function sitesOf({ matrices }: Pruning): PrunedSite[] {
  return matrices.map(({ layer, name: matrix, selection, weight, outputError }) => ({
    ...{ layer, matrix, outputError },
    kept: selection.mask.count(),
    weights: weight.data.length,
  }));
}

function extent({ ids, heldOut }: TextProbe): Pick<PrunedCost, 'tokens' | 'heldOut'> {
  return { tokens: ids.length - 1, heldOut };
}
