// Two models go on from one prompt, in a worker's session on a tiny random model.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WritePart, WriteStep } from '../../../../src/domains/decode/write.ts';
import { loadKernels } from '../../../../src/kernels/index.ts';
import { sampleFrom } from '../../../../src/domains/sample.ts';
import { openModel } from '../../../../src/model/folder.ts';
import type { Session } from '../../../../workers/session.ts';
import { tinyFolder } from '../../model/tiny.ts';
import { ignore, must, TEXT, ticket, tinySession } from '../../workers/ask.ts';

const PROMPT = 12;
const WISH = { length: 8, seed: 3, temperature: 8 };
const site = {
  ...{ domain: 'decode', kind: 'cache', model: 'tiny', text: TEXT, tokens: 24, set: {} },
  subject: { layer: 0, head: 1, prompt: PROMPT },
};

let session: Session;
beforeAll(async () => (session = await tinySession()));
afterAll(() => session.api.cancel('write'));

async function write(
  setting: { readonly method: string; readonly budget: number | null },
  change: Partial<typeof WISH> = {},
  hear: (part: WritePart) => void = ignore,
) {
  const parts: WritePart[] = [];
  const reply = await session.api.run(
    ticket('write'),
    { ...site, ...setting },
    'write',
    { ...WISH, ...change },
    (part) => {
      parts.push(part as WritePart);
      hear(part as WritePart);
    },
    ignore,
  );
  const steps = parts.filter((part): part is WriteStep => part.kind === 'step');
  const ids = (which: 'dense' | 'sparse'): number[] => steps.map((step) => step[which].id);
  return { reply, parts, steps, dense: ids('dense'), sparse: ids('sparse') };
}

describe('the model with a full cache', () => {
  it('writes greedily what passes over the whole text would', async () => {
    const { dense } = await write({ method: 'tova', budget: 0.3 }, { temperature: 0 });
    const { llama, tokenizer } = openModel(tinyFolder(), await loadKernels());
    const ids = [...tokenizer.encode(TEXT).ids.slice(0, PROMPT)];
    for (let i = 0; i < WISH.length; i++) {
      const { logits } = await llama.forward(ids, { logits: 'last' });
      ids.push(sampleFrom(logits.data.subarray(0, tokenizer.size), 0, 0));
    }
    expect(dense).toEqual(ids.slice(PROMPT));
  });
});

describe('the model under a method', () => {
  it.each(['tova', 'h2o', 'quest', 'streaming-llm'])(
    'writes the same with all of the cache: %s',
    async (method) => {
      const { dense, sparse, steps, parts } = await write({ method, budget: 1 });
      expect(sparse).toEqual(dense);
      for (const { gone } of steps) expect(gone).toEqual([]);
      const end = parts.at(-1);
      expect(end).toMatchObject({ kind: 'end' });
      if (end?.kind === 'end') expect(end.sparse).toBeCloseTo(end.dense, 4);
    },
  );

  it('writes the same for the same seed, and begins alike', async () => {
    const setting = { method: 'streaming-llm', budget: 0.3 };
    const [first, second] = [await write(setting), await write(setting)];
    expect(second.sparse).toEqual(first.sparse);
    expect(second.dense).toEqual(first.dense);
    expect(first.sparse[0]).toBe(first.dense[0]);
    const other = await write(setting, { seed: 4 });
    expect(other.dense).not.toEqual(first.dense);
  });

  it('tells what the head on view reads and what has gone', async () => {
    const { steps } = await write({ method: 'streaming-llm', budget: 0.3 });
    const gone = new Set<number>();
    for (const [i, step] of steps.entries()) {
      expect(step.at).toBe(PROMPT + i);
      for (const key of step.gone) {
        expect(gone.has(key)).toBe(false);
        gone.add(key);
      }
      expect(step.weights).toHaveLength(step.at + 1);
      expect(step.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
      const read = Array.from(
        { length: step.at + 1 },
        (_, key) => (step.read[key >> 5]! >> (key & 31)) & 1,
      );
      // An evictor reads all that it holds.
      expect(read).toEqual(read.map((_, key) => Number(!gone.has(key))));
    }
    expect(gone.size).toBeGreaterThan(0);
  });

  it('ends when it is cancelled', async () => {
    let heard = 0;
    const { reply, steps } = await write({ method: 'tova', budget: 0.5 }, {}, ({ kind }) => {
      if (kind === 'step' && ++heard === 2) session.api.cancel('write');
    });
    expect(reply).toMatchObject({ ok: false, field: 'cancelled' });
    expect(steps.length).toBeLessThan(WISH.length);
  });

  it('quotes a wish that cannot be', async () => {
    const { reply } = await write({ method: 'tova', budget: 0.5 }, { length: 0 });
    expect(reply).toMatchObject({
      ok: false,
      message: 'length must be a number from 1 to 128, got 0',
    });
    must((await write({ method: 'tova', budget: 0.5 }, { length: 1 })).reply);
  });
});
