import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fail, succeed } from '../../../src/core/result.ts';
import { usualOf } from '../../../src/core/card.ts';
import type { FigureSpec } from '../../../src/core/spec.ts';
import { createClient } from '../../../src/client/client.ts';
import { defaultSize } from '../../../src/client/pool.ts';
import type { AtlasClient, ClientOptions, DomainClient } from '../../../src/client/types.ts';
import { card } from '../../../src/domains/attention/card.ts';
import type { AttentionTypes } from '../../../src/domains/attention/types.ts';
import type { Asked, ComputeApi, CurvePoint } from '../../../workers/api.ts';
import { fakeWorker, figureOf, gate, MODEL, until, type FakeWorker } from './fake-worker.ts';

const spec: FigureSpec = { ...usualOf(card), text: { kind: 'own', text: 'Pia has the key.' } };
const at = (budget: number): FigureSpec => ({ ...spec, budget });

let workers: FakeWorker[] = [];
let client: AtlasClient | null = null;

/** A client whose n-th worker answers as the n-th entry says, the last one ever after. */
function setUp(answers: Partial<ComputeApi>[], options: ClientOptions = {}): AtlasClient {
  workers = [];
  const workerFactory = (): Worker => {
    const fake = fakeWorker(answers[Math.min(workers.length, answers.length - 1)]);
    workers.push(fake);
    return fake.worker;
  };
  client = createClient({ size: 1, modelBase: 'http://x/models', workerFactory, ...options });
  return client;
}

const markOf = (_: unknown, { budget }: Asked) => Promise.resolve(succeed(figureOf(budget ?? 0)));
const attention = (atlas: AtlasClient): DomainClient<AttentionTypes> => atlas.of<AttentionTypes>();
const forever = (): Promise<never> => new Promise(() => {});

beforeEach(() => {
  vi.stubGlobal('reportError', () => {});
});
afterEach(() => {
  client?.dispose();
  vi.unstubAllGlobals();
});

describe('the pool', () => {
  it.each([
    [undefined, 1],
    [1, 1],
    [2, 1],
    [4, 3],
    [16, 4],
  ])('of %s processors has %s workers', (processors, size) => {
    expect(defaultSize(processors)).toBe(size);
  });

  it('downloads a model once and hands copies to the other workers', async () => {
    const curve = () => Promise.resolve(succeed(null));
    const atlas = setUp([{ curve, figure: markOf }], { size: 3 });
    await atlas.figure(at(0.5));
    await Promise.all([
      atlas.curve(spec, 'window', [0.5], () => {}),
      atlas.curve(spec, 'dense', [0.5], () => {}),
    ]);
    await atlas.curve(spec, 'window', [0.25], () => {});
    expect(workers.map((each) => each.calls.filter((call) => call !== 'cancel'))).toEqual([
      ['model', 'files', 'figure'],
      expect.arrayContaining(['model with files', 'curve']),
      expect.arrayContaining(['model with files', 'curve']),
    ]);
  });

  it('with one worker sends everything there', async () => {
    const atlas = setUp([{ curve: () => Promise.resolve(succeed(null)), figure: markOf }]);
    await Promise.all([atlas.figure(spec), atlas.curve(spec, 'window', [0.5], () => {})]);
    expect(workers).toHaveLength(1);
  });
});

describe('model', () => {
  it('tells every listener of the one download', async () => {
    const model: ComputeApi['model'] = async (_, progress) => {
      await progress(5, 10, 'model.safetensors');
      return succeed(MODEL);
    };
    const atlas = setUp([{ model }]);
    const seen: string[] = [];
    const replies = await Promise.all([
      atlas.model((done, total) => seen.push(`a ${done}/${total}`)),
      atlas.model((done, total) => seen.push(`b ${done}/${total}`)),
    ]);
    expect(replies).toEqual([succeed(MODEL), succeed(MODEL)]);
    expect(seen).toEqual(['a 5/10', 'b 5/10']);
    expect(workers[0]?.calls).toEqual(['model', 'files']);
  });

  it('can be tried again after a failed download', async () => {
    let online = false;
    const model = () =>
      Promise.resolve(online ? succeed(MODEL) : fail('model', 'the network is gone'));
    const atlas = setUp([{ model, figure: markOf }]);
    expect(await atlas.model()).toEqual(fail('model', 'the network is gone'));
    expect(await atlas.figure(spec)).toEqual(fail('model', 'the network is gone'));
    online = true;
    expect(await atlas.model()).toEqual(succeed(MODEL));
    expect(await atlas.figure(spec)).toMatchObject({ ok: true });
  });

  it('refuses a name that would leave the folder', async () => {
    expect(await setUp([{}]).model(undefined, '../secret')).toMatchObject({ field: 'model' });
  });
});

describe('figure', () => {
  it('answers again at once, with no worker asked', async () => {
    const atlas = setUp([{ figure: markOf }]);
    const first = await atlas.figure(at(0.5));
    const again = await atlas.figure({ ...at(0.5), view: { ...spec.view, show: 'lost' } });
    expect(again).toEqual(first);
    expect(workers[0]?.calls.filter((call) => call === 'figure')).toHaveLength(1);
  });

  it('during a drag computes the first and the newest', async () => {
    const first = gate<null>();
    const figure: ComputeApi['figure'] = async (ticket, request) => {
      if (request.budget === 0.1) await first.promise;
      return markOf(ticket, request);
    };
    const atlas = setUp([{ figure }]);
    const replies = [0.1, 0.2, 0.3, 0.4].map((budget) => attention(atlas).figure(at(budget)));
    await until(() => workers[0]?.calls.includes('figure') === true);
    first.open(null);
    const marks = (await Promise.all(replies)).map(
      (reply) => reply?.ok && reply.value.rowRecall[0],
    );
    expect(marks).toEqual([expect.closeTo(0.1), undefined, undefined, expect.closeTo(0.4)]);
    expect(await replies[1]).toBeNull();
  });

  it('drops what is under way when the newest call is known already', async () => {
    const figure: ComputeApi['figure'] = (ticket, request) =>
      request.budget === 0.2 ? forever() : markOf(ticket, request);
    const atlas = setUp([{ figure }]);
    await atlas.figure(at(0.1));
    const slow = atlas.figure(at(0.2));
    await until(() => workers[0]?.calls.filter((call) => call === 'figure').length === 2);
    expect(await atlas.figure(at(0.1))).toMatchObject({ ok: true });
    expect(await slow).toBeNull();
    await until(() => workers[0]?.calls.includes('cancel figure main') === true);
  });

  it('refuses an unknown text with the known ones', async () => {
    const reply = await setUp([{}]).figure({ ...spec, text: { kind: 'sample', id: 'poem' } });
    expect(reply).toMatchObject({ ok: false, field: 'text' });
    expect(reply && !reply.ok && reply.message).toMatch(/“poem”.*code, docs/);
  });

  it('asks for a picture along with it, and keeps none on the page', async () => {
    const view = { row0: 0, row1: 4, col0: 0, col1: 4, width: 1, height: 1 };
    const picture = { view, show: 'kept', theme: 'light' } as const;
    const asked: unknown[] = [];
    const figure: ComputeApi['figure'] = (_, request) => {
      asked.push([request.row, request.picture]);
      const pixels = Uint8ClampedArray.of(1, 2, 3, 4);
      const painted = request.picture ? { pixels, view } : null;
      return Promise.resolve(succeed({ ...figureOf(1), picture: painted }));
    };
    const atlas = setUp([{ figure }]);
    const first = await atlas.figure(spec, { picture, row: 3 });
    expect(first?.ok && [...(first.value.picture?.pixels ?? [])]).toEqual([1, 2, 3, 4]);
    const again = await atlas.figure(spec, { picture, row: 3 });
    expect(again?.ok && again.value.picture).toBeNull();
    await atlas.figure(spec);
    expect(asked).toEqual([
      [3, picture],
      [null, undefined],
    ]);
  });

  it('brings along what few figures have: a second text, a drawing, pruned weights', async () => {
    const asked: Asked[] = [];
    const figure: ComputeApi['figure'] = (ticket, request) => {
      asked.push(request);
      return markOf(ticket, request);
    };
    const beside = { text: { kind: 'own', text: 'Ivo has it.' } as const, tokens: 9 };
    const atlas = setUp([{ figure }]);
    await atlas.figure({ ...spec, beside, drawing: '1.2', pruned: 'd=weights' });
    await atlas.figure(spec);
    expect(asked[0]).toMatchObject({
      ...{ domain: 'attention', kind: 'head', text: 'Pia has the key.', tokens: 512 },
      ...{ subject: { layer: 3, head: 3 }, method: 'minference', budget: 0.2, set: {} },
      beside: { text: 'Ivo has it.', tokens: 9 },
      ...{ drawing: '1.2', pruned: 'd=weights' },
    });
    expect(Object.keys(asked[1] ?? {})).not.toContain('beside');
  });

  it('says that a throw in the worker is a bug', async () => {
    const figure = () => Promise.reject(new Error('n is NaN'));
    expect(await setUp([{ figure }]).figure(spec)).toMatchObject({ ok: false, field: 'bug' });
  });
});

describe('recovery', () => {
  it('asks the next worker when one breaks, and says so', async () => {
    const atlas = setUp([{ figure: forever }, { figure: markOf }]);
    const incidents: string[] = [];
    atlas.onIncident(({ message }) => incidents.push(message));
    const reply = atlas.figure(at(0.5));
    await until(() => workers[0]?.calls.includes('figure') === true);
    workers[0]?.breakDown();
    expect(await reply).toMatchObject({ ok: true });
    expect(workers[0]?.terminated).toBe(true);
    expect(workers[1]?.calls).toEqual(['model with files', 'figure']);
    expect(incidents).toEqual(['A worker broke and was replaced; the figure is computed again.']);
  });

  it('asks the next worker when one stops answering', async () => {
    const atlas = setUp([{ figure: forever }, { figure: markOf }], { stuckAfter: 50 });
    const reply = atlas.figure(at(0.5));
    await until(() => workers[0]?.calls.includes('figure') === true);
    workers[0]?.freeze();
    expect(await reply).toMatchObject({ ok: true });
    expect(workers).toHaveLength(2);
  });

  /** Ends with the time after which the first worker was given up, in ms. */
  async function patienceWith(stuckAfter: number, quiet: boolean): Promise<number> {
    const atlas = setUp([{ figure: forever }, { figure: markOf }], { stuckAfter });
    const reply = atlas.figure(at(0.5));
    await until(() => workers[0]?.calls.includes('figure') === true);
    if (quiet) workers[0]?.pulse(true);
    await new Promise((resolve) => setTimeout(resolve, 10)); // on its way
    const begin = performance.now();
    workers[0]?.freeze();
    expect(await reply).toMatchObject({ ok: true });
    expect(workers).toHaveLength(2);
    return performance.now() - begin;
  }

  it('waits for one that stops answering no longer than told, five times as long for one that said so', async () => {
    // A beat is a fifth, and one may have begun before.
    const plain = await patienceWith(100, false);
    expect(plain).toBeGreaterThan(70);
    const quiet = await patienceWith(100, true);
    expect(quiet).toBeGreaterThan(440);
    expect(quiet / plain).toBeGreaterThan(2); // a busy machine makes both longer
  });

  it('is as strict as before once the silence is over', async () => {
    const atlas = setUp([{ figure: forever }, { figure: markOf }], { stuckAfter: 50 });
    const reply = atlas.figure(at(0.5));
    await until(() => workers[0]?.calls.includes('figure') === true);
    workers[0]?.pulse(true);
    workers[0]?.pulse(false);
    await new Promise((resolve) => setTimeout(resolve, 10));
    workers[0]?.freeze();
    expect(await reply).toMatchObject({ ok: true });
  });

  it('replaces one that is stuck within three seconds where nothing else is said', async () => {
    const atlas = setUp([{ figure: forever }, { figure: markOf }]);
    const incidents: string[] = [];
    atlas.onIncident(({ message }) => incidents.push(message));
    const reply = atlas.figure(at(0.5));
    await until(() => workers[0]?.calls.includes('figure') === true);
    workers[0]?.freeze();
    const begin = performance.now();
    expect(await reply).toMatchObject({ ok: true });
    expect(performance.now() - begin).toBeLessThan(3_300);
    expect(incidents).toEqual([
      'A worker stopped answering and was replaced; the figure is computed again.',
    ]);
  });

  it('leaves a worker alone that is busy but answers', async () => {
    const slow = gate<null>();
    const figure: ComputeApi['figure'] = async (...args) => {
      await slow.promise;
      return markOf(...args);
    };
    const atlas = setUp([{ figure }], { stuckAfter: 20 });
    const reply = atlas.figure(spec);
    await new Promise((resolve) => setTimeout(resolve, 200)); // ten times as long
    slow.open(null);
    expect(await reply).toMatchObject({ ok: true });
    expect(workers).toHaveLength(1);
  });

  it('gives up on a request that takes down every worker', async () => {
    const atlas = setUp([
      {
        figure: () => {
          workers.at(-1)?.breakDown();
          return forever();
        },
      },
    ]);
    expect(await atlas.figure(spec)).toMatchObject({ ok: false, field: 'bug' });
    expect(workers).toHaveLength(3);
  });

  it('says what to do where no worker starts', async () => {
    const atlas = setUp([{}], {
      fallback: null,
      workerFactory: () => {
        const fake = fakeWorker();
        fake.freeze();
        queueMicrotask(() => fake.breakDown());
        return fake.worker;
      },
    });
    expect(await atlas.figure(spec)).toMatchObject({ ok: false, field: 'worker' });
  });

  it('goes to the page’s own thread after two workers that did not start', async () => {
    let started = 0;
    const inThread = fakeWorker({ figure: markOf });
    const atlas = setUp([{}], {
      fallback: () => inThread.worker,
      workerFactory: () => {
        started++;
        throw new ReferenceError('Worker is not defined');
      },
    });
    expect(await atlas.figure(spec)).toMatchObject({ ok: true });
    expect(await atlas.figure({ ...spec, budget: 0.7 })).toMatchObject({ ok: true });
    expect(started).toBe(2);
  });

  it('passes each part of a reply on once, and asks only for the rest', async () => {
    const point = (budget: number): CurvePoint => ({
      method: 'window',
      budget,
      metrics: figureOf(0).metrics,
    });
    const asked: (readonly number[])[] = [];
    const curve =
      (from: number, to: number): ComputeApi['curve'] =>
      async (_, { budgets }, each) => {
        asked.push(budgets);
        for (const budget of [0.1, 0.2, 0.3].slice(from, to)) {
          await each(point(budget)); // heard before the reply
        }
        return to === 3 ? succeed(null) : forever();
      };
    // The second worker says one point again, as one that had it under way might.
    const atlas = setUp([{ curve: curve(0, 2) }, { curve: curve(1, 3) }]);
    const seen: number[] = [];
    const reply = atlas.curve(spec, 'window', [0.1, 0.2, 0.3], ({ budget }) => seen.push(budget));
    await until(() => seen.length === 2);
    workers[0]?.breakDown();
    expect(await reply).toEqual(succeed(null));
    expect(seen).toEqual([0.1, 0.2, 0.3]);
    expect(asked).toEqual([[0.1, 0.2, 0.3], [0.3]]);
  });
});

describe('curves', () => {
  it('take values set by hand only for the spec’s own method', async () => {
    const sets: unknown[] = [];
    const curve: ComputeApi['curve'] = (_, { set }) => {
      sets.push(set);
      return Promise.resolve(succeed(null));
    };
    const atlas = setUp([{ curve }]);
    const own = { ...spec, method: 'minference', set: { block: 32 } };
    await atlas.curve(own, 'minference', [0.5], () => {});
    await atlas.curve(own, 'window', [0.5], () => {});
    expect(sets).toEqual([{ block: 32 }, {}]);
  });

  it('of different methods run side by side, of one method the newest', async () => {
    const curve: ComputeApi['curve'] = (_, { budgets }) =>
      budgets[0] === 0.1 ? forever() : Promise.resolve(succeed(null));
    const atlas = setUp([{ curve }]);
    const old = atlas.curve(spec, 'window', [0.1], () => {});
    const other = atlas.curve(spec, 'dense', [0.2], () => {});
    const newer = atlas.curve(spec, 'window', [0.3], () => {});
    expect(await Promise.all([old, other, newer])).toEqual([null, succeed(null), succeed(null)]);
  });
});

describe('cost', () => {
  const point = (budget: number, needles = 0) => ({
    method: 'window',
    budget,
    sparsity: 0,
    nats: 1,
    deltaNats: 0,
    continuation: null,
    needlesRight: 0,
    needles,
  });
  const cost: ComputeApi['cost'] = async (_, { budgets }, needles, each, progress) => {
    for (const [i, budget] of budgets.entries()) {
      await each(point(budget));
      if (needles === 'after') await each(point(budget, 9));
      await progress(i + 1, budgets.length, 'window');
    }
    return succeed(null);
  };

  it('is dealt out to all seats of long work', async () => {
    const atlas = setUp([{ cost }], { size: 3 });
    const seen: number[] = [];
    const states: number[] = [];
    const budgets = [0.1, 0.2, 0.3, 0.4];
    const reply = await atlas.cost(
      spec,
      'window',
      budgets,
      ({ budget }) => seen.push(budget),
      (done, total) => states.push(done / total),
    );
    expect(reply).toEqual(succeed(null));
    expect(seen.sort()).toEqual(budgets);
    expect(states.at(-1)).toBe(1);
    const busy = workers.filter(({ calls }) => calls.includes('cost'));
    expect(busy).toHaveLength(2);
  });

  it('brings points again when their needles are counted', async () => {
    const atlas = setUp([{ cost }]);
    const seen: number[] = [];
    const hear = ({ needles }: { needles: number }): void => void seen.push(needles);
    const { cost: ask } = attention(atlas);
    await ask(spec, 'window', [0.1], hear, undefined, { needles: 'after' });
    expect(seen).toEqual([0, 9]);
  });

  it('of fewer budgets ends what the older call still runs on other seats', async () => {
    const stuck: ComputeApi['cost'] = (ticket, request, ...rest) =>
      request.budgets.includes(0.2) ? forever() : cost(ticket, request, ...rest);
    const atlas = setUp([{ cost: stuck }], { size: 3 });
    const old = atlas.cost(spec, 'window', [0.1, 0.2], () => {});
    await until(() => workers.filter(({ calls }) => calls.includes('cost')).length === 2);
    expect(await atlas.cost(spec, 'window', [0.3], () => {})).toEqual(succeed(null));
    expect(await old).toBeNull();
    await until(() => workers.some(({ calls }) => calls.includes('cancel cost window/1 main')));
  });
});

it('answers null to what is open when it is disposed', async () => {
  const atlas = setUp([{ figure: forever }]);
  const reply = atlas.figure(spec);
  await until(() => workers[0]?.calls.includes('figure') === true);
  atlas.dispose();
  expect(await reply).toBeNull();
  expect(workers[0]?.terminated).toBe(true);
  expect(await atlas.figure(spec)).toBeNull();
});
