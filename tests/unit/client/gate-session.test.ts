// Training a gate through the worker's interface, on a tiny random model that brings no gates.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import type { FullApi } from '../../../workers/full-api.ts';
import type { GatePart } from '../../../workers/gates-api.ts';
import { createSession } from '../../../workers/session.ts';
import { tinyFolder } from '../model/tiny.ts';

const TEXT = 'the cat sat on the mat and the other cat sat on the other mat, then both slept';
const site = { model: 'tiny', text: TEXT, tokens: 46, layer: 1, head: 2 };
let sequence = 0;
const ticket = () => ({ key: 'gate', sequence: ++sequence });

let api: FullApi;
beforeAll(async () => {
  const gone = (): Promise<Response> => Promise.resolve(new Response('gone', { status: 404 }));
  vi.stubGlobal('fetch', gone);
  ({ api } = createSession(() => Promise.resolve(typescriptKernels)));
  const files = Object.fromEntries(tinyFolder());
  await api.model({ name: 'tiny', baseUrl: 'http://x/', files }, () => {});
});
afterAll(() => {
  vi.unstubAllGlobals();
});

it('tells the target first, then recorded steps whose divergence falls', async () => {
  const parts: GatePart[] = [];
  const request = { ...site, block: 4, steps: 100 };
  const reply = await api.trainGate(ticket(), request, (part) => parts.push(part));
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
  const reply = await api.trainGate(ticket(), { ...site, block: 4, steps: 5000 }, () => {
    if (++heard === 5) api.cancel('gate');
  });
  expect(reply).toMatchObject({ ok: false, field: 'cancelled' });
  expect(heard).toBeLessThan(20);
});

it.each([
  [{ block: 0, steps: 10 }, 'block must be a whole number from 1 to 46, got 0'],
  [{ block: 4, steps: 1.5 }, 'steps must be a whole number from 1 to 5000, got 1.5'],
])('says what is wrong with %o', async (setting, message) => {
  const reply = await api.trainGate(ticket(), { ...site, ...setting }, () => {});
  expect(reply).toMatchObject({ ok: false, message });
});
