// Training a gate through the worker's interface, on a tiny random model that brings no gates.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { GatePart } from '../../../src/domains/attention/train-gate.ts';
import type { ComputeApi } from '../../../workers/api.ts';
import { ignore, TEXT, ticket, tinySession } from '../workers/ask.ts';

const asked = {
  ...{ domain: 'attention', kind: 'head', model: 'tiny', text: TEXT, tokens: 46 },
  ...{ subject: { layer: 1, head: 2 }, method: 'seerattention', budget: null, set: {} },
};

let api: ComputeApi;
beforeAll(async () => {
  const gone = (): Promise<Response> => Promise.resolve(new Response('gone', { status: 404 }));
  vi.stubGlobal('fetch', gone);
  ({ api } = await tinySession());
});
afterAll(() => {
  vi.unstubAllGlobals();
});

it('tells the target first, then recorded steps whose divergence falls', async () => {
  const parts: GatePart[] = [];
  const wish = { block: 4, steps: 100 };
  const hear = (part: object): void => void parts.push(part as GatePart);
  const reply = await api.run(ticket(), asked, 'train-gate', wish, hear, ignore);
  expect(reply).toEqual({ ok: true, value: null });
  const [start, ...frames] = parts;
  if (start?.kind !== 'start') throw new Error('no start');
  // 46 tokens in blocks of 4: eleven whole ones and one of 2.
  expect(start.nb).toBe(12);
  expect(start.target).toHaveLength(144);
  expect(start.target[0]).toBeCloseTo(1, 6);
  expect(start.shipped).toBeNull();
  const steps = frames.map((part) => (part.kind === 'step' ? part : null));
  expect(steps[0]?.step).toBe(0);
  expect(steps.at(-1)?.step).toBe(100);
  expect(steps.at(-1)?.kl).toBeLessThan(steps[0]?.kl ?? 0);
});

it('ends when cancelled', async () => {
  let heard = 0;
  const hear = (): void => {
    if (++heard === 5) api.cancel('gate');
  };
  const wish = { block: 4, steps: 5000 };
  const reply = await api.run(ticket('gate'), asked, 'train-gate', wish, hear, ignore);
  expect(reply).toMatchObject({ ok: false, field: 'cancelled' });
  expect(heard).toBeLessThan(20);
});

it.each([
  [{ block: 0, steps: 10 }, 'block must be a whole number from 1 to 46, got 0'],
  [{ block: 4, steps: 1.5 }, 'steps must be a whole number from 1 to 5000, got 1.5'],
])('says what is wrong with %o', async (wish, message) => {
  const reply = await api.run(ticket(), asked, 'train-gate', wish, ignore, ignore);
  expect(reply).toMatchObject({ ok: false, message });
});
