// The dense and the pruned model go on from a text, sampled with the same seed.
import { createRandom } from '../../core/random.ts';
import { ExpectedError } from '../../core/result.ts';
import type { Llama } from '../../model/llama.ts';
import { emptyPast } from '../../model/past.ts';
import type { Asked, Desk, Each, Setting } from '../contract.ts';
import { withoutEnd } from './calibrated.ts';
import { prune } from './pruned.ts';
import { sampleFrom } from '../sample.ts';
import type { WeightTypes } from './types.ts';

/** Most tokens that a continuation goes on from. */
const PROMPT = 256;
const MOST_TOKENS = 1024;

export interface Continuation {
  /** What both models go on from; its last tokens are read. */
  readonly prompt: string;
  /** New tokens. */
  readonly length: number;
  readonly seed: number;
  readonly temperature: number;
}

/** A continuation so far. `which`: whose. */
export interface ContinuePart {
  readonly which: 'dense' | 'pruned';
  readonly text: string;
  readonly tokens: number;
}

export async function goOn(
  asked: Asked,
  setting: Setting<WeightTypes>,
  request: Readonly<Record<string, unknown>>,
  desk: Desk,
  each: Each<ContinuePart>,
): Promise<void> {
  const { prompt, length, seed, temperature } = continuationOf(request);
  const { llama, tokenizer } = desk.model(asked.model);
  const pruning = await prune(asked, setting, desk);
  const { before } = tokenizer;
  const words = withoutEnd(tokenizer.encode(prompt).ids, tokenizer).subarray(before.length);
  if (words.length === 0) throw new ExpectedError('text', 'there are no words to go on from');
  const room = Math.max(1, Math.min(PROMPT, llama.config.maxTokens - length));
  const ids = [...before, ...words.slice(-room)];
  const writer = (which: ContinuePart['which'], model: Llama) => ({
    ...{ which, model, random: createRandom(seed), written: [] as number[] },
    past: emptyPast(model.config, ids.length + length),
    unread: ids,
  });
  const writers = [writer('dense', llama), writer('pruned', pruning.llama)];
  // In turns, so that both can be read as they grow.
  for (let tokens = 1; tokens <= length; tokens++) {
    for (const one of writers) {
      const { which, model, past, random, written } = one;
      const checkpoint = () => desk.checkpoint();
      const { logits } = await model.forward(one.unread, { past, logits: 'last', checkpoint });
      // A model may have room for more tokens than its tokenizer can spell.
      const known = logits.data.subarray(0, tokenizer.size);
      const next = sampleFrom(known, temperature, random.next());
      written.push(next);
      one.unread = [next];
      each({ which, text: tokenizer.decode(written), tokens });
      await desk.checkpoint();
    }
  }
}

function continuationOf({
  prompt,
  length,
  seed,
  temperature,
}: Readonly<Record<string, unknown>>): Continuation {
  const number = (name: string, value: unknown, most: number): number => {
    if (typeof value === 'number' && value >= 0 && value <= most) return value;
    throw new ExpectedError(
      name,
      `${name} must be a number from 0 to ${most}, got ${String(value)}`,
    );
  };
  return {
    prompt: typeof prompt === 'string' ? prompt : '',
    length: number('length', length, MOST_TOKENS),
    seed: number('seed', seed, Number.MAX_SAFE_INTEGER),
    temperature: number('temperature', temperature, 100),
  };
}
