// The model with a full cache and the same model under a method go on from one prompt, with the same random
// numbers, token by token; each step of the method tells what it read and what has gone.
import { setBits, wordsPerRow } from '../../core/mask/bits.ts';
import { createRandom } from '../../core/random.ts';
import { ExpectedError } from '../../core/result.ts';
import type { HeadCache } from '../../methods/decode.ts';
import { scaleOf } from '../../model/heads.ts';
import { hiddenLosses, meanLoss, nats } from '../../model/loss.ts';
import { emptyPast } from '../../model/past.ts';
import type { Asked, Desk, Each, Setting } from '../contract.ts';
import { sampleFrom } from '../sample.ts';
import { openCache } from './open.ts';
import { draftFor } from './draft-for.ts';
import { calibrationFor } from './ran.ts';
import { Stepper } from './step.ts';
import type { DecodeTypes } from './types.ts';

export const MOST_WRITTEN = 128;

export interface WriteWish {
  /** Tokens to write, 1 … 128. */
  readonly length: number;
  readonly seed: number;
  /** 0: always the likeliest token. */
  readonly temperature: number;
}

/** A token of one of the two. */
export interface Written {
  readonly id: number;
  readonly piece: string;
  /** All that it has written so far. */
  readonly text: string;
}

/** What the head on view did as the method's token at a position was read. */
export interface CacheStep {
  /** Keys that were read, a bit each, of 0 … the position. */
  readonly read: Uint32Array;
  /** Attention that the step would give to all keys. */
  readonly weights: Float32Array;
  /** Keys that are gone at this step, and were not at the one before. */
  readonly gone: readonly number[];
}

export interface WriteStart {
  readonly kind: 'start';
  /** Tokens of the prompt; the first token is written at this position. */
  readonly prompt: number;
  /** Tokens that will be written, fewer than wished where the model has no more room. */
  readonly length: number;
}

export interface WriteStep extends CacheStep {
  readonly kind: 'step';
  readonly at: number;
  readonly dense: Written;
  readonly sparse: Written;
}

/** Nats per token that the model with a full cache finds in what either wrote. */
export interface WriteEnd {
  readonly kind: 'end';
  readonly dense: number;
  readonly sparse: number;
}

export type WritePart = WriteStart | WriteStep | WriteEnd;

export async function write(
  asked: Asked,
  setting: Setting<DecodeTypes>,
  wish: Readonly<Record<string, unknown>>,
  desk: Desk,
  each: Each<WritePart>,
): Promise<void> {
  const { length: wished, seed, temperature } = wishOf(wish);
  const subject = await openCache(asked, desk);
  const model = desk.model(asked.model);
  const { llama, tokenizer } = model;
  const { prompt, layer, head } = subject;
  const length = Math.min(wished, llama.config.maxTokens - prompt);
  if (length < 1) {
    const most = llama.config.maxTokens;
    throw new ExpectedError(
      'prompt',
      `the model has room for ${most} tokens, and the prompt fills them`,
    );
  }
  const n = prompt + length;
  const calibration = await calibrationFor(setting.method, model, desk);
  const params = setting.paramsFor({ ...subject, n });
  const checkpoint = (): Promise<void> => desk.checkpoint();
  const ids = subject.ids.slice(0, prompt);
  const { method } = setting;
  if (method.drafting?.wish(params).writer === 'oracle') {
    const what = 'the oracle copies what the text says next, and nothing is said yet';
    throw new ExpectedError('method', `${what}: choose another draft to write on`);
  }
  const draft = await draftFor(method, params, model, { ids, prompt }, desk);
  if (draft?.seen) {
    const what = 'this variant shortens the prompt before the model reads it';
    throw new ExpectedError('method', `${what}: only SpecKV can be watched while it writes`);
  }
  const parts = { method, params, prompt, calibration, draft };
  each({ kind: 'start', prompt, length });

  const past = emptyPast(llama.config, n);
  const stepper = new Stepper(llama, parts, n, checkpoint);
  let full = (await llama.forward(ids, { past, logits: 'last', checkpoint })).logits.data;
  let sparse = (await stepper.read(ids)).logits.data;
  const random = createRandom(seed);
  const written = { dense: [] as number[], sparse: [] as number[] };
  const gone = new Set<number>();
  let surprise = 0;

  for (let at = prompt; at < n; at++) {
    const uniform = random.next();
    const next = (which: keyof typeof written, logits: Float32Array): Written => {
      // A model may have room for more tokens than its tokenizer can spell.
      const id = sampleFrom(logits.subarray(0, tokenizer.size), temperature, uniform);
      written[which].push(id);
      return { id, piece: tokenizer.decode([id]), text: tokenizer.decode(written[which]) };
    };
    const tokens = { dense: next('dense', full), sparse: next('sparse', sparse) };
    surprise += nats(full, tokens.dense.id);
    full = (await llama.forward([tokens.dense.id], { past, logits: 'last', checkpoint })).logits
      .data;
    const stepped = await stepper.step(tokens.sparse.id);
    sparse = stepped.logits.data;
    const cache = stepped.caches[layer]![head]!;
    const { q, k, d } = stepper.head(layer, head);
    const weights = llama.kernels.attentionRows(q, k, scaleOf({ d }), at, at + 1).slice(0, at + 1);
    each({ kind: 'step', at, ...tokens, weights, ...stepOf(cache, prompt, at, gone) });
    await desk.checkpoint();
  }
  const all = Uint32Array.from([...ids, ...written.sparse]);
  const { hidden } = await llama.forward(all, { logits: 'none', checkpoint });
  const losses = await hiddenLosses(llama, hidden, all, checkpoint);
  each({ kind: 'end', dense: surprise / length, sparse: meanLoss(losses, prompt) });
}

/** What a step read and what is newly gone; adds that to `gone`. */
function stepOf(
  { read, leaves }: HeadCache,
  prompt: number,
  at: number,
  gone: Set<number>,
): Pick<CacheStep, 'read' | 'gone'> {
  const words = new Uint32Array(wordsPerRow(at + 1));
  read.forEachRun(at - prompt, (start, end) => setBits(words, 0, start, end));
  const now: number[] = [];
  for (let key = 0; leaves && key <= at; key++) {
    if (leaves[key]! > at || gone.has(key)) continue;
    gone.add(key);
    now.push(key);
  }
  return { read: words, gone: now };
}

function wishOf({ length, seed, temperature }: Readonly<Record<string, unknown>>): WriteWish {
  const number = (name: string, value: unknown, least: number, most: number): number => {
    if (typeof value === 'number' && value >= least && value <= most) return value;
    const range = `${name} must be a number from ${least} to ${most}`;
    throw new ExpectedError(name, `${range}, got ${String(value)}`);
  };
  return {
    length: Math.round(number('length', length, 1, MOST_WRITTEN)),
    seed: number('seed', seed, 0, Number.MAX_SAFE_INTEGER),
    temperature: number('temperature', temperature, 0, 10),
  };
}
