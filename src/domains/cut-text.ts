// A text as the model cuts it, in a file that stands in for the model: what snapshots of any domain hold of
// their text.
import { ExpectedError } from '../core/result.ts';
import type { RawTensor, TensorSource } from '../model/safetensors.ts';
import type { Desk, TextRequest } from './contract.ts';

/** A text, at most `tokens` of it. */
export interface CutText {
  readonly text: string;
  /** The limit that was asked for; n where the text is long enough. */
  readonly tokens: number;
  /** Tokens of the whole text. */
  readonly total: number;
  readonly ids: Uint32Array;
  /** What each token spells. */
  readonly pieces: readonly string[];
  /** Character range of each token. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** What of it goes into a file's description; the rest are tensors. */
export type CutAbout = Pick<CutText, 'text' | 'tokens' | 'total' | 'pieces'>;

/** As many tokens as are read. Throws an ExpectedError for a limit that is none of the model's. */
export function idsOf(request: TextRequest, desk: Desk): Uint32Array {
  const { tokens } = request;
  const { maxTokens } = desk.model(request.model).llama.config;
  if (!(Number.isInteger(tokens) && tokens >= 1 && tokens <= maxTokens)) {
    throw new ExpectedError('tokens', `tokens must be from 1 to ${maxTokens}, got ${tokens}`);
  }
  return desk.encoding(request).ids.slice(0, tokens);
}

export function cutText(request: TextRequest, desk: Desk): CutText {
  const { text, tokens } = request;
  const { ids, pieces, starts, ends } = desk.encoding(request);
  return {
    text,
    tokens,
    total: ids.length,
    ids: ids.slice(0, tokens),
    pieces: pieces.slice(0, tokens),
    starts: starts.slice(0, tokens),
    ends: ends.slice(0, tokens),
  };
}

export function aboutOf({ text, tokens, total, pieces }: CutAbout): CutAbout {
  return { text, tokens, total, pieces };
}

export function tensorsOf({ ids, starts, ends }: CutText): Record<string, RawTensor> {
  return { ids: counts(ids), starts: counts(starts), ends: counts(ends) };
}

/** Throws an ExpectedError where the file does not hold a text of n tokens. */
export function readCut(file: TensorSource, about: CutAbout, n: number): CutText {
  return {
    ...aboutOf(about),
    ids: readCounts(file, 'ids', n),
    starts: readCounts(file, 'starts', n),
    ends: readCounts(file, 'ends', n),
  };
}

export function counts(values: Uint32Array): RawTensor {
  const bytes = new Uint8Array(values.slice().buffer);
  return { dtype: 'U32', shape: [values.length], bytes };
}

export function readCounts(file: TensorSource, name: string, n: number): Uint32Array {
  const { dtype, bytes } = file.tensor(name);
  if (dtype !== 'U32' || bytes.byteLength !== 4 * n) {
    throw new ExpectedError('snapshot', `“${name}” must hold ${n} numbers as U32, it is ${dtype}`);
  }
  return new Uint32Array(bytes.slice().buffer);
}
