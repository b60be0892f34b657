// What tasks work with: texts cut, heads read, maps, measured masks and painted planes, each made once
// and kept while it fits. Throws ExpectedErrors for what a request gets wrong.
import { toRuns } from '../src/core/mask/ops.ts';
import type { ParamRecord } from '../src/core/params.ts';
import { ExpectedError, type Result } from '../src/core/result.ts';
import type { Show } from '../src/core/spec.ts';
import { contextFor, denseAttention, type Assets } from '../src/domains/attention/context.ts';
import { measureHead, type HeadReport } from '../src/domains/attention/metrics.ts';
import { denseMap, readSubject, type TextSubject } from '../src/domains/attention/subject.ts';
import type { PaintPlane } from '../src/kernels/contract.ts';
import type { AttentionMethod, AttentionSelection } from '../src/methods/attention.ts';
import type { Encoding } from '../src/model/tokenizer.ts';
import type { SiteRequest, TextReply, TextRequest } from './api.ts';
import { ByteCache, Shelf } from './cache.ts';
import type { OpenModel } from './models.ts';
import type { Job } from './scheduler.ts';
import type { Site } from './site.ts';
import { Snapshots } from './snapshots.ts';
import { textKey } from './text-key.ts';

/** Bound on everything kept besides the models, unless the page says otherwise. */
export const CACHE_BYTES = 192 * 2 ** 20;

/** Share of it for painted planes: a drag makes one per step and hardly ever comes back to it. */
const PLANES = 1 / 8;

/** A text on a model, read. `id` tells this reading from all others. */
export interface Reading {
  readonly id: number;
  readonly model: OpenModel;
  readonly subject: TextSubject;
}

/** A method's choice on one head, and what it measures to. */
export interface Measured extends HeadReport {
  readonly key: string;
  readonly selection: AttentionSelection;
}

export class Desk {
  readonly #cache = new ByteCache(CACHE_BYTES * (1 - PLANES));
  readonly #painted = new ByteCache(CACHE_BYTES * PLANES);
  readonly models = new Map<string, OpenModel>();
  readonly snapshots = new Snapshots();
  readonly #encodings = new Shelf<Encoding>(this.#cache, 'text');
  readonly #readings = new Shelf<Reading>(this.#cache, 'reading');
  readonly #maps = new Shelf<Float32Array>(this.#cache, 'map');
  readonly #measured = new Shelf<Measured>(this.#cache, 'mask');
  readonly #planes = new Shelf<PaintPlane>(this.#painted, 'plane');
  readonly #losses = new Shelf<Float64Array>(this.#cache, 'losses');
  #bound = CACHE_BYTES;
  #readingCount = 0;

  /** What is kept at the moment. */
  get bytes(): number {
    return this.#cache.bytes + this.#painted.bytes;
  }

  setBound(bytes: number): void {
    this.#bound = bytes;
    this.#cache.bound = bytes * (1 - PLANES);
    this.#painted.bound = bytes * PLANES;
  }

  model(name: string): OpenModel {
    const model = this.models.get(name);
    if (!model) throw new ExpectedError('model', `the model “${name}” is not open`);
    return model;
  }

  /** The request's prefix of the text as tokens. */
  cut(request: TextRequest): TextReply {
    const known = this.models.has(request.model) ? undefined : this.snapshots.text(request);
    if (known) return known;
    const { ids, starts, ends, pieces } = this.encoding(request);
    const { tokens } = request;
    return {
      total: ids.length,
      ids: ids.slice(0, tokens),
      pieces: pieces.slice(0, tokens),
      starts: starts.slice(0, tokens),
      ends: ends.slice(0, tokens),
    };
  }

  /** The whole text as tokens. */
  encoding({ model, text }: TextRequest): Encoding {
    const key = `${model} ${text}`;
    const known = this.#encodings.get(key);
    if (known) return known;
    const encoding = this.model(model).tokenizer.encode(text);
    return this.#encodings.set(key, encoding, 40 * encoding.ids.length + 2 * text.length);
  }

  /** The dense run over the request's prefix of the text; shared by all who ask for it at once. */
  async reading(job: Job, request: TextRequest): Promise<Reading> {
    const { model, text, tokens } = request;
    const open = this.model(model);
    const { maxTokens } = open.llama.config;
    if (!(Number.isInteger(tokens) && tokens >= 1 && tokens <= maxTokens)) {
      throw new ExpectedError('tokens', `tokens must be from 1 to ${maxTokens}, got ${tokens}`);
    }
    const key = textKey(request);
    const known = this.#readings.get(key);
    if (known) return known;
    return job.shared(`reading ${key}`, async (own) => {
      const ids = this.encoding(request).ids.slice(0, tokens);
      const subject = await readSubject(open.llama, ids, () => own.checkpoint());
      const reading = { id: ++this.#readingCount, model: open, subject };
      return this.#readings.set(key, reading, subject.bytes + 2 * text.length);
    });
  }

  /**
   * The head of a request. From a snapshot while there is no model; an exact one also spares the run
   * over the text, until that has been made for others.
   */
  async site(job: Job, request: SiteRequest): Promise<Site> {
    const known = this.snapshots.site(request);
    if (known) {
      const better = known.origin.exact
        ? this.#readings.get(textKey(request)) !== undefined
        : this.models.has(request.model);
      if (!better) return known;
    }
    const reading = await this.reading(job, request);
    return this.siteOf(reading, request.layer, request.head);
  }

  siteOf(reading: Reading, layer: number, head: number): Site {
    const { heads } = reading.subject;
    const siblings = rowOf('layer', heads, layer);
    return {
      key: `${reading.id}/${layer}/${head}`,
      origin: reading.model,
      head: rowOf('head', siblings, head),
      siblings,
      keepsMap: this.keepsAllMaps(reading),
    };
  }

  /** Dense attention of a head, strip by strip. */
  async map(job: Job, site: Site): Promise<Float32Array> {
    const known = this.#maps.get(site.key);
    if (known) return known;
    const { kernels } = site.origin;
    const map = await denseMap(site.head, kernels, () => job.checkpoint());
    return this.#maps.set(site.key, map, map.byteLength);
  }

  /** Whether the maps of all heads of a text fit in half of what may be kept. */
  keepsAllMaps({ subject }: Reading): boolean {
    return 4 * subject.n ** 2 * subject.heads.flat().length <= this.#bound / 2;
  }

  /** What the method keeps of the head. `params` are resolved. */
  select(site: Site, method: AttentionMethod, params: ParamRecord, assets: Assets) {
    const { head, siblings } = site;
    const { kernels } = site.origin;
    const dense = (): Float32Array => {
      const known = this.#maps.get(site.key);
      if (known) return known;
      const map = denseAttention(head, kernels);
      // A long text's maps, one after another, would push out all that is of more use.
      return site.keepsMap ? this.#maps.set(site.key, map, map.byteLength) : map;
    };
    return method.select(head, params, contextFor(head, { kernels, siblings, assets, dense }));
  }

  /** Chooses and measures, or remembers. */
  async measured(
    job: Job,
    site: Site,
    method: AttentionMethod,
    params: ParamRecord,
    assets: Assets,
  ): Promise<Measured> {
    const key = `${site.key} ${method.id} ${JSON.stringify(params)}`;
    const known = this.#measured.get(key);
    if (known) return known;
    const selection = this.select(site, method, params, assets);
    await job.checkpoint();
    const report = await this.measure(job, site, selection);
    const { runs, rowStart } = toRuns(selection.mask);
    const bytes = runs.byteLength + rowStart.byteLength + 8 * site.head.n;
    return this.#measured.set(key, { key, selection, ...report }, bytes);
  }

  measure(job: Job, site: Site, selection: AttentionSelection): Promise<HeadReport> {
    const { kernels, kvHeads } = site.origin;
    return measureHead(site.head, selection, kernels, kvHeads, () => job.checkpoint());
  }

  /** The head's map ready for painting; `measured` only where the mask shows. */
  async plane(job: Job, site: Site, measured: Measured | null, show: Show): Promise<PaintPlane> {
    const key = `${measured ? measured.key : site.key} ${show}`;
    const known = this.#planes.get(key);
    if (known) return known;
    const map = await this.map(job, site);
    const { n } = site.head;
    const { kernels } = site.origin;
    const plane = kernels.paintPlane(map, n, measured?.selection.mask ?? null, show);
    return this.#planes.set(key, plane, 2 * n * n, () => plane.release());
  }

  /** The dense model's loss of every token. */
  async denseLosses(reading: Reading, compute: () => Promise<Float64Array>): Promise<Float64Array> {
    const key = String(reading.id);
    const known = this.#losses.get(key);
    if (known) return known;
    const losses = await compute();
    return this.#losses.set(key, losses, losses.byteLength);
  }
}

/** A result's value; its failure as an ExpectedError. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ExpectedError(result.field, result.message);
}

function rowOf<T>(field: string, all: readonly T[], index: number): T {
  const found = all[index];
  if (found !== undefined) return found;
  throw new ExpectedError(field, `${field} must be from 0 to ${all.length - 1}, got ${index}`);
}
