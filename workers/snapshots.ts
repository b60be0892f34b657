// The snapshots that this worker has open: heads, and parts of weight matrices, whose tensors are at hand
// although the model is not.
import { ExpectedError } from '../src/core/result.ts';
import { matrix } from '../src/core/tensor.ts';
import { readSnapshot, type Snapshot } from '../src/domains/attention/snapshot.ts';
import { isWeightPart } from '../src/domains/weights/snapshot.ts';
import type { Kernels } from '../src/kernels/contract.ts';
import type { AttentionHead } from '../src/methods/attention.ts';
import type { OwnHead, SiteRequest, SnapshotRequest, TextReply, TextRequest } from './api.ts';
import { Tables } from './models.ts';
import type { Site } from './site.ts';
import { textKey } from './text-key.ts';
import { WeightSnapshots } from './weights-snapshots.ts';

export class Snapshots {
  readonly weights = new WeightSnapshots();
  readonly #texts = new Map<string, TextReply>();
  readonly #sites = new Map<string, Site>();
  #count = 0;

  /** Opens a file. Throws an ExpectedError where it is no snapshot. */
  open({ bytes, modelUrl }: SnapshotRequest, kernels: Kernels): void {
    if (isWeightPart(bytes)) return this.weights.open(bytes, kernels);
    const snapshot = readSnapshot(bytes, kernels);
    const { total, ids, pieces, starts, ends } = snapshot;
    this.#texts.set(textKey(snapshot), { total, ids, pieces, starts, ends });
    this.#sites.set(
      siteKey(placeOf(snapshot)),
      siteOf(this.#newKey(), snapshot, kernels, modelUrl),
    );
  }

  /** Opens a head of the page's own. It has no model: methods that need a table of one fail. */
  openHead(own: OwnHead, kernels: Kernels): void {
    const { n, d, layer, head, pieces } = own;
    const none = new Uint32Array(n); // characters and ids of tokens are not known
    this.#texts.set(textKey(own), { total: n, ids: none, pieces, starts: none, ends: none });
    const [q, k, v] = [matrix(n, d, own.q), matrix(n, d, own.k), matrix(n, d, own.v)];
    const alone = { layers: layer + 1, heads: head + 1, layer, head, kvHead: head };
    const whole: AttentionHead = { ...alone, n, d, q, k, v };
    this.#sites.set(siteKey(own), {
      key: this.#newKey(),
      origin: { kernels, kvHeads: 1, exact: true, assets: noTables },
      head: whole,
      siblings: [whole],
      keepsMap: true,
    });
  }

  forget(site: SiteRequest): void {
    this.#texts.delete(textKey(site));
    this.#sites.delete(siteKey(site));
  }

  /** Short: it is part of many others. */
  #newKey(): string {
    return `snapshot ${this.#count++}`;
  }

  text(request: TextRequest): TextReply | undefined {
    return this.#texts.get(textKey(request));
  }

  site(request: SiteRequest): Site | undefined {
    return this.#sites.get(siteKey(request));
  }
}

/** Where a method reads offline tables beside a model. */
function noTables(names: readonly string[]): Promise<never> {
  const what = names.map((name) => `“${name}”`).join(', ');
  return Promise.reject(
    new ExpectedError('method', `this method needs the table ${what}, which tensors do not bring`),
  );
}

function siteKey(request: SiteRequest): string {
  return `${request.layer}/${request.head} ${textKey(request)}`;
}

function placeOf(snapshot: Snapshot): SiteRequest {
  const { model, text, tokens, head } = snapshot;
  return { model, text, tokens, layer: head.layer, head: head.head };
}

function siteOf(key: string, snapshot: Snapshot, kernels: Kernels, modelUrl: string): Site {
  const { head, exact } = snapshot;
  const tables = new Tables(modelUrl);
  return {
    key,
    // Only heads with keys of their own are in snapshots.
    origin: { kernels, kvHeads: head.heads, exact, assets: (names) => tables.get(names) },
    head,
    siblings: [head],
    keepsMap: true,
  };
}
