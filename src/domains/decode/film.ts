// What one method did to one head's cache, in a file: the timeline plays without the model. Queries and keys are
// those that the method brought about, in single precision, so that not a digit changes when the model comes.
import { BitsetMask, toBitset } from '../../core/mask/bitset.ts';
import type { ParamRecord } from '../../core/params.ts';
import { ExpectedError } from '../../core/result.ts';
import { matrix } from '../../core/tensor.ts';
import { readSafetensors } from '../../model/safetensors.ts';
import { tensorOf, writeSafetensors } from '../../model/safetensors-write.ts';
import type { Stage } from '../../core/trace.ts';
import type { DecodeHead, HeadCache } from '../../methods/decode.ts';
import {
  aboutOf,
  counts,
  readCounts,
  readCut,
  tensorsOf,
  type CutAbout,
  type CutText,
} from '../cut-text.ts';
import type { DecodeMetrics, DecodeSubject, Miss } from './types.ts';

const FORMAT = 'sparsity-atlas-cache-1';

type Place = Pick<
  DecodeSubject,
  'model' | 'n' | 'prompt' | 'd' | 'layers' | 'heads' | 'kvHeads' | 'layer' | 'head'
>;

/** The text and the head: what all methods' films of it have in common. */
export interface FilmSite extends CutText {
  readonly place: Place;
}

/** What a method did there. */
export interface Film {
  readonly text: string;
  readonly tokens: number;
  readonly place: Place;
  readonly method: string;
  /** In force. */
  readonly params: ParamRecord;
  readonly head: DecodeHead;
  readonly cache: HeadCache;
  readonly metrics: DecodeMetrics;
  readonly misses: readonly Miss[];
  /** What its steps say; what they draw is not kept. */
  readonly captions: readonly Pick<Stage, 'id' | 'caption'>[];
}

interface SiteAbout extends CutAbout {
  readonly place: Place;
}

type FilmAbout = Pick<
  Film,
  'text' | 'tokens' | 'place' | 'method' | 'params' | 'metrics' | 'misses' | 'captions'
> & {
  readonly kvHead: number;
  readonly whole: boolean;
};

export function writeSite(site: FilmSite): ArrayBuffer {
  const about: SiteAbout = { ...aboutOf(site), place: site.place };
  return writeSafetensors(tensorsOf(site), { format: FORMAT, about: JSON.stringify(about) });
}

export function writeFilm({ head, cache, ...told }: Film): ArrayBuffer {
  const { n, d } = head;
  const about: FilmAbout = { ...told, kvHead: head.kvHead, whole: cache.whole === true };
  const tensors = {
    q: tensorOf([n, d], head.q.data),
    k: tensorOf([n, d], head.k.data),
    read: counts(toBitset(cache.read).words),
    ...(cache.leaves && { leaves: counts(Uint32Array.from(cache.leaves)) }),
  };
  return writeSafetensors(tensors, { format: FORMAT, about: JSON.stringify(about) });
}

/** Opens either. Throws an ExpectedError where the file is none. */
export function readFilm(buffer: ArrayBuffer): FilmSite | Film {
  const file = readSafetensors(buffer);
  const { format, about: text } = file.metadata;
  if (format !== FORMAT || text === undefined) {
    const found = format === undefined ? 'names no format' : `has the format “${format}”`;
    throw new ExpectedError('snapshot', `this file ${found}; a film of a cache has “${FORMAT}”`);
  }
  const about = JSON.parse(text) as SiteAbout | FilmAbout;
  const { place } = about;
  const { n, prompt, d, layer, head } = place;
  if (!('method' in about)) return { ...readCut(file, about, n), place };
  const { kvHead, whole, ...told } = about;
  const stride = Math.ceil(n / 32);
  const [q, k] = ['q', 'k'].map((name) => matrix(n, d, file.float32(name)));
  const leaves = file.has('leaves') ? Int32Array.from(readCounts(file, 'leaves', n)) : null;
  const read = new BitsetMask(n - prompt, n, readCounts(file, 'read', (n - prompt) * stride));
  return {
    ...told,
    // Of values only the shape is asked for: outputs are not drawn.
    head: { n, d, layer, head, kvHead, q: q!, k: k!, v: k! },
    cache: { read, leaves, ...(whole && { whole }) },
  };
}
