// From a site to a head: read by the model, or from a snapshot or tensors at hand.
import { ExpectedError } from '../../core/result.ts';
import type { Desk, DeskModel, Site, TextRequest } from '../contract.ts';
import { idsOf } from '../cut-text.ts';
import { textKey } from '../text-key.ts';
import { heldHeads } from './held.ts';
import { denseMap, readSubject, type TextSubject } from './subject.ts';
import type { HeadSubject } from './types.ts';

/** A text on a model, read. `id` tells this reading from all others. */
export interface Reading {
  readonly id: number;
  readonly model: DeskModel;
  readonly subject: TextSubject;
}

const SHELF = 'reading';

/**
 * The head of a request. From a snapshot while there is no model; an exact one also spares the run over
 * the text, until that has been made for others.
 */
export async function openHead(site: Site, desk: Desk): Promise<HeadSubject> {
  const { layer, head } = placeOf(site);
  const known = heldHeads(desk).find(site);
  if (known) {
    const better = known.exact
      ? desk.peek(SHELF, textKey(site)) !== undefined
      : desk.hasModel(site.model);
    if (!better) return known;
  }
  return headOf(await readingOf(site, desk), layer, head, desk);
}

/** The dense run over the request's prefix of the text; shared by all who ask for it at once. */
export async function readingOf(request: TextRequest, desk: Desk): Promise<Reading> {
  const model = desk.model(request.model);
  const key = textKey(request);
  const known = desk.peek<Reading>(SHELF, key);
  if (known) return known;
  return desk.once(`reading ${key}`, async (own) => {
    const ids = idsOf(request, own);
    const subject = await readSubject(model.llama, ids, () => own.checkpoint());
    const count = own.state('readings', () => ({ made: 0 }));
    const reading = { id: ++count.made, model, subject };
    return own.put(SHELF, key, reading, subject.bytes + 2 * request.text.length);
  });
}

export function headOf(reading: Reading, layer: number, head: number, desk: Desk): HeadSubject {
  const { heads } = reading.subject;
  const siblings = entryOf('layer', heads, layer);
  return {
    key: `${reading.id}/${layer}/${head}`,
    exact: true,
    head: entryOf('head', siblings, head),
    siblings,
    kvHeads: reading.model.llama.config.kvHeads,
    model: reading.model.name,
    keepsMap: keepsAllMaps(reading, desk),
  };
}

/** Whether the maps of all heads of a text fit in half of what may be kept. */
export function keepsAllMaps({ subject }: Reading, { room }: Desk): boolean {
  return 4 * subject.n ** 2 * subject.heads.flat().length <= room / 2;
}

/** Dense attention of a head, strip by strip. */
export async function mapOf(subject: HeadSubject, desk: Desk): Promise<Float32Array> {
  const known = desk.peek<Float32Array>('map', subject.key);
  if (known) return known;
  const map = await denseMap(subject.head, desk.kernels, () => desk.checkpoint());
  return desk.put('map', subject.key, map, map.byteLength);
}

/** Throws an ExpectedError where the place is none of a head. */
export function placeOf({ subject }: Pick<Site, 'subject'>): {
  readonly layer: number;
  readonly head: number;
} {
  const { layer, head } = subject;
  if (typeof layer !== 'number') {
    throw new ExpectedError('layer', `layer must be a number, got ${layer}`);
  }
  if (typeof head !== 'number') {
    throw new ExpectedError('head', `head must be a number, got ${head}`);
  }
  return { layer, head };
}

function entryOf<T>(field: string, all: readonly T[], index: number): T {
  const found = all[index];
  if (found !== undefined) return found;
  throw new ExpectedError(field, `${field} must be from 0 to ${all.length - 1}, got ${index}`);
}
