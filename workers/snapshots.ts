// The snapshots that this worker has open: heads, and parts of weight matrices, whose tensors are at hand
// although the model is not.
import { readSnapshot, type Snapshot } from '../src/domains/attention/snapshot.ts';
import { isWeightPart } from '../src/domains/weights/snapshot.ts';
import type { Kernels } from '../src/kernels/contract.ts';
import type { SiteRequest, SnapshotRequest, TextReply, TextRequest } from './api.ts';
import { Tables } from './models.ts';
import type { Site } from './site.ts';
import { textKey } from './text-key.ts';
import { WeightSnapshots } from './weights-snapshots.ts';

export class Snapshots {
  readonly weights = new WeightSnapshots();
  readonly #texts = new Map<string, TextReply>();
  readonly #sites = new Map<string, Site>();

  /** Opens a file. Throws an ExpectedError where it is no snapshot. */
  open({ bytes, modelUrl }: SnapshotRequest, kernels: Kernels): void {
    if (isWeightPart(bytes)) return this.weights.open(bytes, kernels);
    const snapshot = readSnapshot(bytes, kernels);
    const { total, ids, pieces, starts, ends } = snapshot;
    this.#texts.set(textKey(snapshot), { total, ids, pieces, starts, ends });
    const key = `snapshot ${this.#sites.size}`; // short: it is part of many others
    this.#sites.set(siteKey(placeOf(snapshot)), siteOf(key, snapshot, kernels, modelUrl));
  }

  text(request: TextRequest): TextReply | undefined {
    return this.#texts.get(textKey(request));
  }

  site(request: SiteRequest): Site | undefined {
    return this.#sites.get(siteKey(request));
  }
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
