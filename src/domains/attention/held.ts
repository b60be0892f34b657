// Heads whose tensors are at hand although the model is not: snapshots that were opened, and tensors of the
// page's own.
import { ExpectedError } from '../../core/result.ts';
import { matrix } from '../../core/tensor.ts';
import type { AttentionHead } from '../../methods/attention.ts';
import type { Desk, OwnTensors, Site } from '../contract.ts';
import { textKey } from '../text-key.ts';
import { readSnapshot } from './snapshot.ts';
import type { HeadSubject } from './types.ts';

class HeldHeads {
  readonly #heads = new Map<string, HeadSubject>();
  #count = 0;

  find(site: Pick<Site, 'model' | 'text' | 'tokens' | 'subject'>): HeadSubject | undefined {
    return this.#heads.get(keyOf(site));
  }

  hold(
    site: Pick<Site, 'model' | 'text' | 'tokens' | 'subject'>,
    subject: Omit<HeadSubject, 'key' | 'siblings' | 'keepsMap'>,
  ): void {
    // A short key: it is part of many others.
    const key = `held ${this.#count++}`;
    this.#heads.set(keyOf(site), { ...subject, key, siblings: [subject.head], keepsMap: true });
  }

  letGo(site: Site): void {
    this.#heads.delete(keyOf(site));
  }
}

export function heldHeads(desk: Desk): HeldHeads {
  return desk.state('held heads', () => new HeldHeads());
}

/** Throws an ExpectedError where the file is no snapshot of a head. */
export function openSnapshot(bytes: ArrayBuffer, desk: Desk): void {
  const snapshot = readSnapshot(bytes, desk.kernels);
  const { model, text, tokens, head, exact } = snapshot;
  const { total, ids, pieces, starts, ends } = snapshot;
  desk.knowText({ model, text, tokens }, { total, ids, pieces, starts, ends });
  const subject = { layer: head.layer, head: head.head };
  // Only heads with keys of their own are in snapshots.
  const held = { head, exact, model, kvHeads: head.heads };
  heldHeads(desk).hold({ model, text, tokens, subject }, held);
}

/** Tensors of one head: q, k, v of n × d each, row-major, queries and keys after rotary embedding. */
export function holdOwn({ site, sizes, arrays, pieces }: OwnTensors, desk: Desk): void {
  const { n = 0, d = 0 } = sizes;
  const none = new Uint32Array(n); // characters and ids of tokens are not known
  desk.knowText(site, { total: n, ids: none, pieces, starts: none, ends: none });
  const part = (name: 'q' | 'k' | 'v') => matrix(n, d, arrays[name]);
  const alone = { layers: 1, heads: 1, layer: 0, head: 0, kvHead: 0 };
  const head: AttentionHead = { ...alone, n, d, q: part('q'), k: part('k'), v: part('v') };
  heldHeads(desk).hold(site, { head, exact: true, model: site.model, kvHeads: 1 });
}

export function letGoOwn(site: Site, desk: Desk): void {
  desk.forgetText(site);
  heldHeads(desk).letGo(site);
}

function keyOf(site: Pick<Site, 'model' | 'text' | 'tokens' | 'subject'>): string {
  const { layer, head } = site.subject;
  if (layer === undefined || head === undefined)
    throw new ExpectedError('head', 'no head is named');
  return `${layer}/${head} ${textKey(site)}`;
}
