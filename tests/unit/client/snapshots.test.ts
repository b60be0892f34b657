// The client asks the worker about a snapshot while the model is not there, and the model from then on.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../src/client/client.ts';
import type { SnapshotEntry } from '../../../src/client/snapshots.ts';
import type { AtlasClient, ClientOptions } from '../../../src/client/types.ts';
import { fingerprint } from '../../../src/core/fingerprint.ts';
import { fail, succeed } from '../../../src/core/result.ts';
import { missingPart } from '../../../src/core/snapshot-part.ts';
import { usualOf } from '../../../src/core/card.ts';
import type { FigureSpec } from '../../../src/core/spec.ts';
import { card as attention } from '../../../src/domains/attention/card.ts';
import { card as weightsCard } from '../../../src/domains/weights/card.ts';
import type { ComputeApi, PaintReply, SnapshotRequest } from '../../../workers/api.ts';
import { fakeWorker, figureOf, gate, MODEL, until, type FakeWorker } from './fake-worker.ts';

const TEXT = 'Pia has the key.';
const spec: FigureSpec = { ...usualOf(attention), text: { kind: 'own', text: TEXT } };
const entry: SnapshotEntry = {
  domain: 'attention',
  kind: 'head',
  file: 'pia.safetensors',
  name: 'pia',
  model: 'atlas-3m',
  text: spec.text,
  mark: fingerprint(TEXT),
  tokens: 512,
  subject: { layer: 3, head: 3 },
  offered: true,
  about: { role: null },
};

const VIEW = { row0: 0, row1: 4, col0: 0, col1: 4, width: 4, height: 4 };

let worker: FakeWorker;
let client: AtlasClient | null = null;
let fetched: string[] = [];
let answers: Record<string, () => Response> = {};

function setUp(api: Partial<ComputeApi> = {}, options: ClientOptions = {}): AtlasClient {
  worker = fakeWorker({
    snapshot: () => Promise.resolve(succeed(null)),
    figure: () => Promise.resolve(succeed({ ...figureOf(1), exact: false })),
    row: () => Promise.resolve(succeed({ weights: Float32Array.of(1) })),
    thumbs: () => Promise.resolve(succeed(null)),
    ...api,
  });
  client = createClient({
    size: 1,
    modelBase: 'http://x/models',
    snapshotBase: 'http://x/snapshots',
    workerFactory: () => worker.worker,
    ...options,
  });
  return client;
}

const json = (value: unknown) => () => Response.json(value);

beforeEach(() => {
  fetched = [];
  answers = {
    'http://x/snapshots/index.json': json({ snapshots: [entry] }),
    'http://x/snapshots/pia.safetensors': () => new Response(new ArrayBuffer(8)),
  };
  vi.stubGlobal('fetch', (url: string) => {
    fetched.push(url.slice('http://x/snapshots/'.length));
    const answer = answers[url];
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('Failed to fetch'));
  });
});
afterEach(() => {
  client?.dispose();
  vi.unstubAllGlobals();
});

describe('before the model is there', () => {
  it('a head with a snapshot is answered from it, and no model is fetched', async () => {
    const atlas = setUp();
    expect(await atlas.figure(spec)).toMatchObject({ ok: true });
    expect(await atlas.row(spec, 3)).toMatchObject({ ok: true });
    expect(worker.calls).toEqual(['snapshot', 'figure', 'row']);
    expect(fetched).toEqual(['index.json', 'pia.safetensors']);
  });

  it('the file is handed over with the place of the model’s tables', async () => {
    const snapshot = vi.fn(() => Promise.resolve(succeed(null)));
    await setUp({ snapshot }).figure(spec);
    expect(snapshot).toHaveBeenCalledWith({
      domain: 'attention',
      bytes: expect.any(ArrayBuffer),
      model: 'atlas-3m',
      modelUrl: 'http://x/models/atlas-3m/',
    });
  });

  it.each([
    ['head', { subject: { layer: 3, head: 0 } }],
    ['text', { text: { kind: 'own', text: 'Pia has the cup.' } as const }],
    ['length', { tokens: 256 }],
    ['model', { model: 'other' }],
  ])('another %s waits for the model', async (_, change) => {
    const atlas = setUp();
    await atlas.figure({ ...spec, ...change });
    expect(worker.calls).toEqual(['model', 'files', 'figure']);
  });

  it('what needs all heads waits for the model', async () => {
    await setUp().thumbs(spec, 'light', () => {});
    expect(worker.calls).toEqual(['model', 'files', 'thumbs']);
    expect(fetched).toEqual([]);
  });
});

describe('a weight matrix', () => {
  const weights: FigureSpec = { ...usualOf(weightsCard), text: spec.text, method: 'sparsegpt' };
  const matrix: SnapshotEntry = {
    ...{ domain: 'weights', kind: 'matrix', file: 'q.st', name: 'pia', model: 'atlas-3m' },
    ...{ text: spec.text, mark: fingerprint(TEXT), tokens: 512, offered: true, about: {} },
    subject: { layer: 3, matrix: 'o' },
    ...{ needs: ['q.inputs.st'], parts: { hessian: ['q.hessian.st'] } },
  };
  const done = succeed({ pixels: new Uint8ClampedArray(4), view: {} } as PaintReply);
  let opened: number[] = [];

  /** A worker that needs this many opened files, and asks for `part` until then. */
  function setUpMatrix(needed: number, part: string): AtlasClient {
    opened = [];
    for (const [i, file] of ['q.st', 'q.inputs.st', 'q.hessian.st'].entries()) {
      answers[`http://x/snapshots/${file}`] = () => new Response(new ArrayBuffer(i + 1));
    }
    answers['http://x/snapshots/index.json'] = json({ snapshots: [entry, matrix] });
    return setUp({
      snapshot({ bytes }: SnapshotRequest) {
        opened.push(bytes.byteLength);
        return Promise.resolve(succeed(null));
      },
      paint() {
        const { field, message } = missingPart(part);
        const ready = opened.length >= needed || worker.calls.includes('model');
        return Promise.resolve(ready ? done : fail(field, message));
      },
    });
  }
  const paint = (atlas: AtlasClient, change: Partial<FigureSpec> = {}) =>
    atlas.paint({ ...weights, ...change }, VIEW, 'light');

  it('is answered from its own file and that of its inputs', async () => {
    expect(await paint(setUpMatrix(2, 'hessian'))).toMatchObject({ ok: true });
    expect(opened).toEqual([1, 2]);
    expect(fetched).toEqual(['index.json', 'q.st', 'q.inputs.st']);
    expect(worker.calls).not.toContain('model');
  });

  it('fetches a further part when the worker lacks it, and asks again', async () => {
    expect(await paint(setUpMatrix(3, 'hessian'))).toMatchObject({ ok: true });
    expect(opened).toEqual([1, 2, 3]);
    expect(worker.calls.filter((call) => call === 'paint')).toHaveLength(2);
    expect(worker.calls).not.toContain('model');
  });

  it.each([
    ['a part that no file holds', 'model'],
    ['a part that stays missing', 'hessian'],
  ])('asks the model for %s', async (_, part) => {
    expect(await paint(setUpMatrix(9, part))).toMatchObject({ ok: true });
    expect(worker.calls).toContain('model');
  });

  it('of another name waits for the model, and a head of the same place is no matrix', async () => {
    await paint(setUpMatrix(0, ''), { subject: { layer: 3, matrix: 'down' } });
    expect(opened).toEqual([]);
    expect(worker.calls).toEqual(['model', 'files', 'paint']);
  });
});

describe('once the model is there', () => {
  it('it is asked, also for what a snapshot told before', async () => {
    const atlas = setUp();
    await atlas.figure(spec);
    await atlas.model();
    await atlas.figure(spec);
    expect(worker.calls).toEqual(['snapshot', 'figure', 'model', 'files', 'figure']);
  });

  it('an exact answer of a snapshot is remembered', async () => {
    const atlas = setUp({ figure: () => Promise.resolve(succeed(figureOf(1))) });
    await atlas.figure(spec);
    await atlas.model();
    await atlas.figure(spec);
    expect(worker.calls).toEqual(['snapshot', 'figure', 'model', 'files']);
  });

  it('while it is on its way, the snapshot still answers', async () => {
    const arrived = gate<typeof MODEL>();
    const atlas = setUp({ model: () => arrived.promise.then(succeed) });
    const model = atlas.model();
    expect(await atlas.figure(spec)).toMatchObject({ ok: true });
    arrived.open(MODEL);
    await model;
    await until(() => worker.calls.includes('files'));
    expect(worker.calls.indexOf('figure')).toBeLessThan(worker.calls.indexOf('files'));
  });
});

describe('where there are no snapshots', () => {
  it.each([
    [
      'the index is missing',
      { 'http://x/snapshots/index.json': () => new Response('', { status: 404 }) },
    ],
    [
      'a web page comes instead',
      {
        'http://x/snapshots/index.json': () =>
          new Response('<!doctype html>', {
            headers: { 'content-type': 'text/html; charset=utf-8' },
          }),
      },
    ],
    ['it is not JSON', { 'http://x/snapshots/index.json': () => new Response('{') }],
    ['the network is gone', {}],
    ['the file is missing', { 'http://x/snapshots/index.json': json({ snapshots: [entry] }) }],
  ])('because %s, the model answers', async (_, given) => {
    answers = given;
    const atlas = setUp();
    expect(await atlas.figure(spec)).toMatchObject({ ok: true });
    expect(worker.calls).toEqual(['model', 'files', 'figure']);
  });

  it('because a file is broken, the model answers', async () => {
    const atlas = setUp({ snapshot: () => Promise.resolve(fail('snapshot', 'cut short')) });
    expect(await atlas.figure(spec)).toMatchObject({ ok: true });
    expect(worker.calls).toEqual(['snapshot', 'model', 'files', 'figure']);
  });

  it('none are looked for where the models lie elsewhere', async () => {
    const atlas = createClient({
      size: 1,
      modelBase: 'http://y/models',
      workerFactory: () => worker.worker,
    });
    expect(await atlas.snapshots()).toEqual([]);
    expect(fetched).toEqual([]);
    atlas.dispose();
  });
});
