// What tasks on weight matrices work with: calibrated models, methods' choices and pruned models, each
// made once and kept while it fits. A matrix is answered from the model pruned with the same setting
// where that is at hand, else from statistics of the dense model.
import type { ParamRecord } from '../src/core/params.ts';
import { ExpectedError } from '../src/core/result.ts';
import { resolveSettings, type Precedence } from '../src/domains/resolve.ts';
import {
  calibrate,
  type CalibratedMatrix,
  type CalibratedModel,
} from '../src/domains/weights/calibrate.ts';
import { probeOf, type Probe } from '../src/domains/weights/cost.ts';
import { pruneModel, type Pruning } from '../src/domains/weights/prune.ts';
import {
  outputError,
  planFor,
  selectFrom,
  weightsAfter,
  type Setting,
} from '../src/domains/weights/select.ts';
import { HELD_OUT, splitText, type CalibrationText } from '../src/domains/weights/sequences.ts';
import { openWeights, type WeightSubject } from '../src/domains/weights/subject.ts';
import type { Kernels } from '../src/kernels/contract.ts';
import type { WeightMethod, WeightModel, WeightSelection } from '../src/methods/weights.ts';
import type { MethodRequest, TextRequest } from './api.ts';
import { ByteCache, Shelf } from './cache.ts';
import { valueOf, type Desk } from './desk.ts';
import type { OpenModel } from './models.ts';
import type { Job } from './scheduler.ts';
import { textKey } from './text-key.ts';
import type { MatrixRequest } from './weights-api.ts';
import { loadWeightMethod } from './weights-methods.ts';
import type { Ground } from './weights-snapshots.ts';

/** Bound on what is kept here. */
const BYTES = 96 * 2 ** 20;

/** A method's choice on one matrix, and what it leaves. */
export interface Chosen {
  readonly key: string;
  readonly kernels: Kernels;
  readonly method: WeightMethod;
  readonly params: ParamRecord;
  readonly matrix: CalibratedMatrix;
  readonly selection: WeightSelection;
  /** out × in. */
  readonly after: Float32Array;
  readonly outputError: number | null;
  /** From the model pruned block by block, not from statistics of the dense one. */
  readonly exact: boolean;
}

/** Text to measure on. */
export interface TextProbe extends Probe {
  /** Whether none of it calibrated. */
  readonly heldOut: boolean;
}

type SettingRequest = TextRequest & MethodRequest;

export class WeightDesk {
  readonly #desk: Desk;
  readonly #cache = new ByteCache(BYTES);
  readonly #calibrated = new Shelf<CalibratedModel>(this.#cache, 'calibrated');
  readonly #prunings = new Shelf<Pruning>(this.#cache, 'pruning');
  readonly #chosen = new Shelf<Chosen>(this.#cache, 'chosen');
  readonly #plans = new Shelf<{ readonly plan: unknown }>(this.#cache, 'plan');
  readonly #planes = new Shelf<Float32Array>(this.#cache, 'plane');
  readonly #probes = new Shelf<TextProbe>(this.#cache, 'probe');
  readonly #subjects = new WeakMap<OpenModel, WeightSubject>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  model(name: string): OpenModel {
    return this.#desk.model(name);
  }

  subject(name: string): WeightSubject {
    const model = this.model(name);
    let subject = this.#subjects.get(model);
    if (!subject) this.#subjects.set(model, (subject = openWeights(model.llama)));
    return subject;
  }

  /** The tokens that calibrate and those held out. Throws an ExpectedError for a text without any. */
  text(request: TextRequest): CalibrationText {
    const { tokenizer } = this.model(request.model);
    const { tokens } = request;
    if (!(Number.isInteger(tokens) && tokens > 0)) {
      throw new ExpectedError('tokens', `tokens must be a whole number above 0, got ${tokens}`);
    }
    const { ids } = this.#desk.encoding(request);
    const [begin = null] = tokenizer.encode('').ids;
    if (ids.length < 2) {
      throw new ExpectedError('text', 'calibration needs a text of at least two tokens');
    }
    return splitText(Uint32Array.from(ids), begin, tokens, HELD_OUT);
  }

  /** The dense model with its statistics. */
  calibrated(job: Job, request: TextRequest): Promise<CalibratedModel> {
    const key = textKey(request);
    const known = this.#calibrated.get(key);
    if (known) return Promise.resolve(known);
    return job.shared(`calibrated ${key}`, async (own) => {
      const subject = this.subject(request.model);
      const model = await calibrate(subject, this.text(request), () => own.checkpoint());
      return this.#calibrated.set(key, model, bytesOf(model));
    });
  }

  async setting(
    job: Job,
    { method: id, budget, set }: MethodRequest,
    precedence: Precedence = 'set',
  ): Promise<Setting> {
    const method = await loadWeightMethod(job, id);
    return {
      method,
      paramsFor: (shape) => valueOf(resolveSettings(method, shape, budget, set, precedence)),
    };
  }

  /** The model pruned with a setting; `known` only where it is at hand. */
  pruned(request: SettingRequest): Pruning | undefined {
    return this.#prunings.get(settingKey(request));
  }

  /** Prunes the model once for all who ask meanwhile; `onBlock` of the first of them is told. */
  prune(
    job: Job,
    request: SettingRequest,
    onBlock?: (done: number, blocks: number) => void,
  ): Promise<Pruning> {
    const known = this.pruned(request);
    if (known) return Promise.resolve(known);
    const key = settingKey(request);
    return job.shared(`pruning ${key}`, async (own) => {
      const setting = await this.setting(own, request);
      const subject = this.subject(request.model);
      const dense = await this.denseFor(own, request, setting);
      const checkpoint = (): Promise<void> => own.checkpoint();
      const options = { checkpoint, onBlock, dense };
      const pruning = await pruneModel(subject, this.text(request), setting, options);
      // The pruned weights, once as they are and once as the kernels hold them.
      const bytes = bytesOf(pruning) + 8 * subject.prunable;
      return this.#prunings.set(key, pruning, bytes, () => pruning.release());
    });
  }

  /** The dense calibration, for methods that plan with it. */
  async denseFor(
    job: Job,
    request: TextRequest,
    { method }: Setting,
  ): Promise<CalibratedModel | undefined> {
    return method.calibrates.plan ? this.calibrated(job, request) : undefined;
  }

  async chosen(job: Job, request: MatrixRequest & MethodRequest): Promise<Chosen> {
    const pruning = this.pruned(request);
    const source = pruning ? 'pruned' : this.#held(request) ? 'snapshot' : 'dense';
    const key = `${settingKey(request)} ${request.layer}.${request.matrix} ${source}`;
    const known = this.#chosen.get(key);
    if (known) return known;
    const setting = await this.setting(job, request);
    const { method } = setting;
    if (pruning) {
      const { kernels } = pruning.llama;
      const matrix = this.#find(pruning.matrices, request);
      const { selection, after } = matrix;
      const params = setting.paramsFor(matrix);
      const chosen = { key, kernels, method, params, matrix, selection, after, exact: true };
      return this.#chosen.set(
        key,
        { ...chosen, outputError: matrix.outputError },
        4 * after.length,
      );
    }
    const chosen = await this.choose(job, request, setting);
    return this.#chosen.set(key, { ...chosen, key }, 8 * chosen.after.length);
  }

  /** Chooses on statistics of the dense model, and measures, without remembering. */
  async choose(
    job: Job,
    request: MatrixRequest & MethodRequest,
    setting: Setting,
  ): Promise<Chosen> {
    const { method } = setting;
    const { kernels, matrix, selection } = await this.select(job, request, setting);
    const after = weightsAfter(matrix, selection, method.effect);
    const error = outputError(matrix.heldOut, matrix.weight, after, kernels);
    const params = setting.paramsFor(matrix);
    const chosen = { key: '', kernels, method, params, matrix, selection, after, exact: false };
    return { ...chosen, outputError: error };
  }

  /** What a snapshot holds of a request while there is no model. */
  #held(request: MatrixRequest & MethodRequest): Ground | undefined {
    const { models, snapshots } = this.#desk;
    return models.has(request.model) ? undefined : snapshots.weights.find(request);
  }

  async #ground(job: Job, request: MatrixRequest & MethodRequest): Promise<Ground> {
    const held = this.#held(request);
    if (held) return held;
    const { kernels } = this.subject(request.model).llama;
    const model = await this.calibrated(job, request);
    const matrix = this.#find(model.matrices, request);
    const block = model.matrices.filter(({ layer }) => layer === request.layer);
    return { kernels, matrix, model, block };
  }

  /** What a method chooses on statistics of the dense model. */
  async select(
    job: Job,
    request: MatrixRequest & MethodRequest,
    setting: Setting,
  ): Promise<Pick<Chosen, 'kernels' | 'matrix' | 'selection'>> {
    const ground = await this.#ground(job, request);
    const { kernels, matrix, model } = ground;
    const plan = this.#plan(request, setting, model, kernels);
    const parts = {
      ...{ kernels, plan },
      get block() {
        return ground.block;
      },
    };
    const selection = selectFrom(matrix, setting, parts);
    await job.checkpoint();
    return { kernels, matrix, selection };
  }

  /** The held-out text, with the dense model's loss on it; without needles. */
  async probe(job: Job, request: TextRequest): Promise<TextProbe> {
    const key = textKey(request);
    const known = this.#probes.get(key);
    if (known) return known;
    const { calibration, heldOut } = this.text(request);
    const held = joined(heldOut);
    const ids = held.length > 1 ? held : joined(calibration);
    const { llama } = this.subject(request.model);
    const probe = await probeOf(llama, ids, [], () => job.checkpoint());
    return this.#probes.set(key, { ...probe, heldOut: ids === held }, ids.byteLength);
  }

  /** A painted plane's codes, made once. */
  plane(key: string, make: () => Float32Array): Float32Array {
    const known = this.#planes.get(key);
    if (known) return known;
    const plane = make();
    return this.#planes.set(key, plane, plane.byteLength);
  }

  #plan(request: TextRequest, setting: Setting, model: WeightModel, kernels: Kernels): unknown {
    const [first] = model.matrices;
    if (!setting.method.plan || !first) return undefined;
    // By what is in force: a curve resolves the same request otherwise than a figure.
    const params = JSON.stringify(setting.paramsFor(first));
    const key = `${textKey(request)} ${setting.method.id} ${params}`;
    const known = this.#plans.get(key);
    if (known) return known.plan;
    const plan = planFor(setting, model, kernels);
    this.#plans.set(key, { plan }, 2 ** 16);
    return plan;
  }

  #find<M extends CalibratedMatrix>(matrices: readonly M[], { layer, matrix }: MatrixRequest): M {
    const found = matrices.find((each) => each.layer === layer && each.name === matrix);
    if (found) return found;
    const last = matrices.at(-1)?.layer ?? 0;
    throw new ExpectedError('layer', `layer must be from 0 to ${last}, got ${layer}`);
  }
}

/** Sequences as one again: the begin mark, which all of them bring, once. */
function joined(sequences: readonly Uint32Array[]): Uint32Array {
  const [first, ...others] = sequences;
  const marked = others.every((each) => each[0] === first?.[0]);
  return Uint32Array.from([
    ...(first ?? []),
    ...others.flatMap((each) => [...each.subarray(marked ? 1 : 0)]),
  ]);
}

function settingKey(request: SettingRequest): string {
  const { method, budget, set } = request;
  return `${textKey(request)} ${method} ${budget} ${JSON.stringify(set)}`;
}

/** Statistics and inputs of held-out tokens; inputs that matrices share are counted once. */
function bytesOf({ matrices }: CalibratedModel): number {
  const arrays = new Set(matrices.flatMap(({ heldOut }) => heldOut.map(({ data }) => data)));
  let bytes = 0;
  for (const { byteLength } of arrays) bytes += byteLength;
  // Four inlets a block: three sums and, where asked for, H.
  for (const { in: size } of matrices) bytes += 12 * size + 2 * size * size;
  return bytes;
}
