// What a draft writes beyond a prompt, and how it and the model read it: made before a run begins.
import type { Kernels } from '../../kernels/contract.ts';
import type {
  DecodeHead,
  DecodeMethod,
  Draft,
  DraftWish,
  DraftWriter,
  Written,
} from '../../methods/decode.ts';
import { scaleOf } from '../../model/heads.ts';
import type { Checkpoint } from '../../model/linear.ts';
import type { Llama } from '../../model/llama.ts';
import { largest } from '../../model/needles.ts';
import { emptyPast } from '../../model/past.ts';
import type { ParamRecord } from '../../core/params.ts';
import type { Desk, DeskModel } from '../contract.ts';
import { DRAFT, openDraft, randomDraft } from './draft-model.ts';
import { seenOf } from './run.ts';

/** Layers of the model that write as its own draft. */
const SELF_LAYERS = 3;

export interface DraftParts {
  readonly method: DecodeMethod;
  readonly params: ParamRecord;
  /** The model, and who writes ahead of it. */
  readonly target: Llama;
  readonly writer: Llama;
  /** The whole text; what lies beyond the prompt is the oracle's alone. */
  readonly ids: Uint32Array;
  readonly prompt: number;
  readonly checkpoint: Checkpoint;
}

/** What the method's draft does on a text. Throws where it has none. */
export async function draftOf(
  method: DecodeMethod,
  params: ParamRecord,
  model: DeskModel,
  text: Pick<DraftParts, 'ids' | 'prompt'>,
  desk: Desk,
): Promise<Draft> {
  const writer = await writerFor(method.drafting!.wish(params).writer, model, desk);
  const checkpoint = (): Promise<void> => desk.checkpoint();
  return draftOn({ method, params, target: model.llama, writer, ...text, checkpoint });
}

/** The same with the writer at hand. Throws where the method has no draft. */
export async function draftOn(parts: DraftParts): Promise<Draft> {
  const { method, params, target, checkpoint } = parts;
  const drafting = method.drafting!;
  const wish = drafting.wish(params);
  const { ids, prompt } = parts;
  const written = await writtenBy(wish, parts);
  const seen = drafting.sees(params, written, toolsOf(target.kernels));
  if (!wish.scouts) return { ...written, seen, ahead: [] };
  const start = ids.subarray(0, prompt);
  const read = seen ? seenOf(start, prompt, seen) : start;
  const scouting = Uint32Array.from([...read, ...written.ids]);
  const ahead =
    seen === null && parts.writer === target
      ? written.heads
      : (await target.forward(scouting, { keep: 'heads', logits: 'none', checkpoint })).heads;
  return { ...written, seen, ahead };
}

/** The oracle copies, all others write greedily. Heads are the writer's. */
async function writtenBy(
  { writer: kind, lookAhead }: DraftWish,
  { ids, prompt, target, writer, checkpoint }: DraftParts,
): Promise<Written> {
  const longest = Math.min(target.config.maxTokens, writer.config.maxTokens);
  const most = Math.max(0, Math.min(lookAhead, longest - prompt));
  const start = ids.subarray(0, prompt);
  const own =
    kind === 'oracle'
      ? ids.slice(prompt, prompt + most)
      : await greedily(writer, start, most, checkpoint);
  const whole = Uint32Array.from([...start, ...own]);
  const { heads } = await writer.forward(whole, { keep: 'heads', logits: 'none', checkpoint });
  return { prompt, ids: own, heads };
}

/** The most probable tokens, one after another. */
async function greedily(
  llama: Llama,
  start: Uint32Array,
  most: number,
  checkpoint: Checkpoint,
): Promise<Uint32Array> {
  const own = new Uint32Array(most);
  const past = emptyPast(llama.config, start.length + most);
  let next: Uint32Array = start;
  for (let at = 0; at < most; at++) {
    await checkpoint();
    const { logits } = await llama.forward(next, { past, logits: 'last', checkpoint });
    own[at] = largest(logits.data);
    next = own.subarray(at, at + 1);
  }
  return own;
}

/** Who writes, opened once. Throws an ExpectedError where the trained draft does not come with the model. */
async function writerFor(
  kind: DraftWriter,
  { name, llama }: DeskModel,
  desk: Desk,
): Promise<Llama> {
  if (kind === 'oracle') return llama;
  if (kind === 'self') return llama.first(Math.min(SELF_LAYERS, llama.config.layers));
  const key = `${name} ${kind}`;
  const known = desk.peek<Llama>('decode draft', key);
  if (known) return known;
  const made =
    kind === 'random'
      ? randomDraft(llama.config, desk.kernels)
      : openDraft((await desk.assets(name, [DRAFT])).get(DRAFT)!, llama.config, desk.kernels);
  return desk.put('decode draft', key, made, 4 * made.parameters, (draft) => draft.release());
}

export function toolsOf(kernels: Kernels) {
  return {
    kernels,
    attention: (head: DecodeHead, from: number, to: number): Float32Array =>
      kernels.attentionRows(head.q, head.k, scaleOf(head), from, to),
  };
}
