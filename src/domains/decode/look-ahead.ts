// The look-ahead beside what really comes: what a draft wrote and reads back, what is kept for it, what SnapKV would
// keep without it, and what the steps of the text then want.
import { ExpectedError } from '../../core/result.ts';
import type { DecodeHead, Draft } from '../../methods/decode.ts';
import { importanceOf } from '../../methods/decode/draft-based-inference/importance.ts';
import { observe, windowKeys } from '../../methods/decode/_shared/snap.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { Asked, Desk, DeskModel, Each, Setting } from '../contract.ts';
import { draftOf, toolsOf } from './draft.ts';
import { openCache } from './open.ts';
import { fullRun, ranOn } from './ran.ts';
import { rankCorrelation } from './rank-correlation.ts';
import type { DecodeSubject, DecodeTypes } from './types.ts';
import { WANTED } from './wanted.ts';

/** Keys that are told of one token of the draft. */
const MOST_READ = 4;

/** A token that the draft wrote. */
export interface Ghost {
  readonly text: string;
  /** It is the token that really comes there; null where the text ends before. */
  readonly right: boolean | null;
  /** Keys of the prompt that it gives at least `WANTED`, heaviest first. */
  readonly reads: readonly { readonly key: number; readonly weight: number }[];
}

export interface LookAheadPart {
  readonly prompt: number;
  readonly ghosts: readonly Ghost[];
  /** Per key of the prompt, 1 where it stays: in this head under the setting, and under SnapKV with as many. */
  readonly kept: Uint8Array;
  readonly snap: Uint8Array;
  /** Per token of the prompt, 1 where the model gets to see it; null: it sees all. */
  readonly seen: Uint8Array | null;
  /** Per key of the prompt the most that a later step gives it with a full cache, and which step. */
  readonly wanted: Float32Array;
  readonly wantedAt: Uint32Array;
  /** Per token of the prompt: the same rule over the draft's heads and over the model's. */
  readonly importance: {
    readonly draft: Float32Array;
    readonly model: Float32Array;
    /** Rank correlation of the two. */
    readonly rank: number;
  };
}

export async function lookAhead(
  asked: Asked,
  setting: Setting<DecodeTypes>,
  _wish: object,
  desk: Desk,
  each: Each<LookAheadPart>,
): Promise<void> {
  const { method } = setting;
  const subject = await openCache(asked, desk);
  const params = setting.paramsFor(subject);
  const model = desk.model(subject.model);
  if (!method.drafting) {
    throw new ExpectedError('method', `no draft goes ahead of ${method.name}`);
  }
  const draft = await draftOf(method, params, model, subject, desk);
  const { layer, head, prompt } = subject;
  const ran = await ranOn(subject, setting, desk, true);
  const { heads } = await fullRun(subject, desk);
  const own = heads[layer]![head]!;
  const { leaves } = ran.caches[layer]![head]!;
  const kept = Uint8Array.from(leaves!.subarray(0, prompt), (left) => Number(left > prompt));
  const read = await readBy(model, subject, draft, desk);
  const window = Math.min(Number(params['window']), prompt - 1);
  const lowLayers = Number(params['lowLayers']);
  const judge = { window, lowLayers };
  const tools = toolsOf(desk.kernels);
  const importance = {
    draft: importanceOf(draft, judge, tools),
    model: importanceOf({ ...draft, heads: read }, judge, tools),
  };
  each({
    ...{ prompt, kept, snap: snapOf(own, prompt, kept, window, desk.kernels) },
    seen: draft.seen && flagged(draft.seen, prompt),
    ghosts: ghostsOf(model, subject, draft, read[layer]![head]!, desk.kernels),
    ...wantedOf(own, prompt, desk.kernels),
    importance: { ...importance, rank: rankCorrelation(importance.draft, importance.model) },
  });
}

/** The model's heads over the whole prompt and what the draft wrote, whatever of it the method asks for. */
async function readBy(
  { llama }: DeskModel,
  { ids, prompt }: DecodeSubject,
  draft: Draft,
  desk: Desk,
): Promise<Draft['ahead']> {
  if (draft.seen === null && draft.ahead.length > 0) return draft.ahead;
  const all = Uint32Array.from([...ids.subarray(0, prompt), ...draft.ids]);
  const checkpoint = (): Promise<void> => desk.checkpoint();
  return (await llama.forward(all, { keep: 'heads', logits: 'none', checkpoint })).heads;
}

function ghostsOf(
  { tokenizer }: DeskModel,
  { ids, prompt }: DecodeSubject,
  draft: Draft,
  head: DecodeHead,
  kernels: Kernels,
): Ghost[] {
  const { attention } = toolsOf(kernels);
  const rows = attention(head, prompt, head.n);
  return Array.from(draft.ids, (id, at) => {
    const row = rows.subarray(at * head.n, at * head.n + prompt);
    const reads = Array.from(kernels.topK(row, MOST_READ), (key) => ({ key, weight: row[key]! }));
    const real = ids[prompt + at];
    return {
      text: tokenizer.piece(id),
      right: real === undefined ? null : real === id,
      reads: reads.filter(({ weight }) => weight >= WANTED),
    };
  });
}

/** What SnapKV keeps with its usual pooling, where as many keys may stay. */
function snapOf(
  head: DecodeHead,
  prompt: number,
  kept: Uint8Array,
  window: number,
  kernels: Kernels,
): Uint8Array {
  const room = kept.reduce((sum, bit) => sum + bit, 0);
  const last = Math.min(room, window);
  const context = { n: head.n, prompt, ...toolsOf(kernels) };
  const scores = observe(context, head, {
    window: last,
    kernel: 5,
    pooling: 'average',
    over: 'sum',
  });
  return flagged([...kernels.topK(scores, room - last), ...windowKeys(prompt, last)], prompt);
}

function flagged(keys: Iterable<number>, length: number): Uint8Array {
  const flags = new Uint8Array(length);
  for (const key of keys) flags[key] = 1;
  return flags;
}

function wantedOf(
  head: DecodeHead,
  prompt: number,
  kernels: Kernels,
): Pick<LookAheadPart, 'wanted' | 'wantedAt'> {
  const { attention } = toolsOf(kernels);
  const rows = attention(head, prompt, head.n);
  const wanted = new Float32Array(prompt);
  const wantedAt = new Uint32Array(prompt).fill(prompt);
  for (let t = prompt; t < head.n; t++) {
    for (let key = 0; key < prompt; key++) {
      const value = rows[(t - prompt) * head.n + key]!;
      if (value <= wanted[key]!) continue;
      wanted[key] = value;
      wantedAt[key] = t;
    }
  }
  return { wanted, wantedAt };
}
