// Real workers on a tiny random model: what a person would see when one of them dies.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decodeMask } from '../../../src/core/mask/wire.ts';
import { usualOf } from '../../../src/core/card.ts';
import type { FigureSpec } from '../../../src/core/spec.ts';
import { createClient } from '../../../src/client/client.ts';
import type { AtlasClient, DomainClient, Reply } from '../../../src/client/types.ts';
import { card } from '../../../src/domains/attention/card.ts';
import type { AttentionTypes } from '../../../src/domains/attention/types.ts';
import type { CurvePoint, ThumbReply } from '../../../workers/api.ts';
import { tinyFolder } from '../../unit/model/tiny.ts';

const TEXT = 'the cat sat on the mat and the other cat sat on the other mat, then both slept';

const spec: FigureSpec = {
  ...usualOf(card),
  model: 'tiny',
  text: { kind: 'own', text: TEXT },
  tokens: 48,
  subject: { layer: 1, head: 2 },
  method: 'streaming-llm',
  budget: 0.4,
};

let workers: Worker[] = [];
let incidents: string[] = [];
let client: AtlasClient;
let calls: DomainClient<AttentionTypes>;

beforeEach(() => {
  workers = [];
  incidents = [];
  client = createClient({
    size: 2,
    stuckAfter: 1000,
    modelFiles: { tiny: Object.fromEntries(tinyFolder()) },
    workerFactory() {
      const worker = new Worker(new URL('../../../workers/compute.ts', import.meta.url), {
        type: 'module',
      });
      workers.push(worker);
      return worker;
    },
  });
  calls = client.of<AttentionTypes>();
  client.onIncident(({ message }) => incidents.push(message));
});

afterEach(() => client.dispose());

function must<T>(reply: Reply<T>): T {
  if (!reply?.ok) throw new Error(JSON.stringify(reply));
  return reply.value;
}

it('computes, paints and reads rows in a worker', async () => {
  const model = must(await client.model(undefined, 'tiny'));
  expect(model.layers).toBe(2);
  const figure = must(await calls.figure(spec));
  expect(decodeMask(figure.mask).count()).toBe(figure.metrics.keptPairs);
  const view = { row0: 0, row1: 48, col0: 0, col1: 48, width: 96, height: 96 };
  const { pixels } = must(await calls.paint(spec, view, 'light'));
  expect(new ImageData(pixels, 96).height).toBe(96);
  expect(must(await calls.row(spec, 7)).weights).toHaveLength(8);
  const cut = must(await client.text(spec.text, 12, { model: 'tiny' }));
  expect(cut.pieces).toHaveLength(12);
  expect(cut.text).toBe(TEXT);
});

it('brings the parts of long work in order, all before the end', async () => {
  const thumbs: ThumbReply[] = [];
  const points: CurvePoint<AttentionTypes>[] = [];
  await Promise.all([
    calls.thumbs(spec, 'dark', (each) => thumbs.push(each)),
    calls.curve(spec, 'window', [0.1, 0.5, 1], (each) => points.push(each)),
  ]);
  expect(thumbs).toHaveLength(8);
  expect(thumbs[0]).toMatchObject({ place: { layer: 1, head: 0 } });
  expect(points.map(({ budget }) => budget)).toEqual([0.1, 0.5, 1]);
});

it('recovers by itself from a worker that was killed with a figure under way', async () => {
  const before = must(await calls.figure(spec));
  const reply = calls.figure({ ...spec, budget: 0.5 });
  const [first] = workers;
  first?.terminate(); // no event tells of it: only silence
  const after = must(await reply);
  expect(after.metrics.recall).toBeGreaterThan(before.metrics.recall);
  expect(incidents).toEqual([
    'A worker stopped answering and was replaced; the figure is computed again.',
  ]);
  expect(must(await calls.figure({ ...spec, budget: 0.6 })).metrics.recall).toBeGreaterThan(0);
});

it('recovers at once from a worker that broke', async () => {
  must(await calls.figure(spec));
  const reply = calls.figure({ ...spec, budget: 0.5 });
  workers[0]?.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
  expect(must(await reply).metrics.recall).toBeGreaterThan(0);
  expect(incidents).toEqual(['A worker broke and was replaced; the figure is computed again.']);
});

it('says so where the worker cannot be loaded', async () => {
  const broken = createClient({
    size: 1,
    modelFiles: { tiny: Object.fromEntries(tinyFolder()) },
    workerFactory: () => new Worker('/nowhere/worker.js', { type: 'module' }),
    fallback: null,
  });
  expect(await broken.figure(spec)).toMatchObject({ ok: false, field: 'worker' });
  broken.dispose();
});
