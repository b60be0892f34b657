// Unicode normalisation before tokens are cut, and the way back: which characters of the typed text
// a stretch of the normalised text came from.
import { ExpectedError } from '../../core/result.ts';
import { asList, asObject, quote } from '../json.ts';

export interface Normalized {
  readonly text: string;
  /** Start in the typed text of the character at `at`. */
  start(at: number): number;
  /** End in the typed text of the characters before `at`. */
  end(at: number): number;
}

export type Normalizer = (text: string) => Normalized;

/** Reads the `normalizer` part: none, NFC or a sequence of these. Throws an ExpectedError for others. */
export function readNormalizer(json: unknown): Normalizer {
  if (json === null || json === undefined) return identity;
  const { type, normalizers } = asObject(json, 'tokenizer.json: normalizer');
  if (type === 'NFC') return nfc;
  if (type === 'Sequence') {
    const parts = asList(normalizers, 'tokenizer.json: normalizer.normalizers').map(readNormalizer);
    return parts.includes(nfc) ? nfc : identity;
  }
  throw new ExpectedError(
    'tokenizer',
    `tokenizer.json: normalizer ${quote(type)} is not supported`,
  );
}

function identity(text: string): Normalized {
  return { text, start: (at) => at, end: (at) => at };
}

function nfc(text: string): Normalized {
  const whole = text.normalize('NFC');
  if (whole === text) return identity(text);
  // A character and the marks (or Hangul vowels and finals) after it compose among themselves only.
  let clusters = text.match(/[^][\p{M}\u1160-\u11ff]*/gu) ?? [];
  let composed = clusters.map((cluster) => cluster.normalize('NFC'));
  if (composed.join('') !== whole) [clusters, composed] = [[text], [whole]];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const [i, cluster] of clusters.entries()) {
    const out = composed[i] as string;
    for (let c = 0; c < out.length; c++) {
      const same = out === cluster;
      starts.push(same ? at + c : at);
      ends.push(same ? at + c + 1 : at + cluster.length);
    }
    at += cluster.length;
  }
  return {
    text: whole,
    start: (i) => starts[i] ?? text.length,
    end: (i) => (i === 0 ? 0 : (ends[i - 1] as number)),
  };
}
