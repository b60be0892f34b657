import { describe, expect, it, vi } from 'vitest';
import { ExpectedError, fail, succeed } from '../../../src/core/result.ts';
import { Lanes, type LaneCall } from '../../../src/client/lanes.ts';
import type { Reply } from '../../../src/client/types.ts';
import { gate } from './fake-worker.ts';

/** A lane whose calls end when the test says so. */
function setUp() {
  const lanes = new Lanes();
  const started: string[] = [];
  const cancelled: string[] = [];
  const make = (name: string, more: Partial<LaneCall<string>> = {}) => {
    const { promise, open } = gate<Reply<string>>();
    const reply = lanes.call<string>({
      key: 'figure main',
      policy: 'finish',
      group: 'text',
      signal: undefined,
      cancel: (key) => cancelled.push(key),
      run: () => {
        started.push(name);
        return promise;
      },
      ...more,
    });
    return { reply, finish: () => open(succeed(name)) };
  };
  return { lanes, started, cancelled, make };
}

describe('finish', () => {
  it('finishes what runs, keeps only the newest that waits', async () => {
    const { started, cancelled, make } = setUp();
    const [a, b, c] = [make('a'), make('b'), make('c')];
    expect(await b.reply).toBeNull(); // at once, before a has ended
    a.finish();
    expect(await a.reply).toEqual(succeed('a'));
    c.finish();
    expect(await c.reply).toEqual(succeed('c'));
    expect(started).toEqual(['a', 'c']);
    expect(cancelled).toEqual([]);
  });

  it('cancels what runs for another text', async () => {
    const { started, cancelled, make } = setUp();
    const a = make('a');
    const b = make('b', { group: 'another text' });
    expect(await a.reply).toBeNull();
    expect(cancelled).toEqual(['figure main']);
    b.finish();
    expect(await b.reply).toEqual(succeed('b'));
    expect(started).toEqual(['a', 'b']);
  });

  it('leaves other lanes alone', async () => {
    const { make } = setUp();
    const a = make('a');
    const b = make('b', { key: 'figure second' });
    b.finish();
    expect(await b.reply).toEqual(succeed('b'));
    a.finish();
    expect(await a.reply).toEqual(succeed('a'));
  });
});

describe('cancel', () => {
  it('cancels what runs as soon as a newer call comes', async () => {
    const { cancelled, make } = setUp();
    const a = make('a', { policy: 'cancel' });
    const b = make('b', { policy: 'cancel' });
    expect(await a.reply).toBeNull();
    expect(cancelled).toEqual(['figure main']);
    a.finish(); // a late answer changes nothing
    b.finish();
    expect(await b.reply).toEqual(succeed('b'));
  });

  it('tells a running call that nobody waits for it', async () => {
    const { lanes } = setUp();
    const liveness: boolean[] = [];
    const { promise, open } = gate<null>();
    const run: LaneCall<null>['run'] = async (_, isLive) => {
      liveness.push(isLive());
      await promise;
      liveness.push(isLive());
      return null;
    };
    const call = { key: 'k', policy: 'cancel', group: '', signal: undefined } as const;
    const first = lanes.call({ ...call, run, cancel: () => {} });
    const second = lanes.call({ ...call, run: () => Promise.resolve(null), cancel: () => {} });
    open(null);
    await Promise.all([first, second, promise]);
    await Promise.resolve();
    expect(liveness).toEqual([true, false]);
  });
});

describe('abort', () => {
  it('drops what waits and cancels what runs', async () => {
    const { started, cancelled, make } = setUp();
    const [first, second] = [new AbortController(), new AbortController()];
    const a = make('a', { signal: first.signal });
    const b = make('b', { signal: second.signal });
    second.abort();
    expect(await b.reply).toBeNull();
    expect(cancelled).toEqual([]);
    first.abort();
    expect(await a.reply).toBeNull();
    expect(cancelled).toEqual(['figure main']);
    const c = make('c');
    c.finish();
    expect(await c.reply).toEqual(succeed('c'));
    expect(started).toEqual(['a', 'c']);
  });

  it('never starts with an aborted signal', async () => {
    const { started, make } = setUp();
    expect(await make('a', { signal: AbortSignal.abort() }).reply).toBeNull();
    expect(started).toEqual([]);
  });
});

describe('endings', () => {
  it('turns the worker’s “cancelled” and “stale” to null and keeps other failures', async () => {
    const { lanes } = setUp();
    const call = { key: 'k', policy: 'finish', group: '', signal: undefined } as const;
    const ask = (field: string) =>
      lanes.call({ ...call, run: () => Promise.resolve(fail(field, 'x')), cancel: () => {} });
    expect(await ask('cancelled')).toBeNull();
    expect(await ask('stale')).toBeNull();
    expect(await ask('budget')).toEqual(fail('budget', 'x'));
  });

  it('says that a throw is a bug, and that an expected error is none', async () => {
    const { lanes } = setUp();
    const call = { key: 'k', policy: 'finish', group: '', signal: undefined } as const;
    const ask = (error: Error) =>
      lanes.call({ ...call, run: () => Promise.reject(error), cancel: () => {} });
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    const reply = await ask(new TypeError('x is undefined'));
    expect(reply).toMatchObject({ ok: false, field: 'bug' });
    expect(reply && !reply.ok && reply.message).toMatch(/x is undefined.*bug/s);
    expect(reported).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
    expect(await ask(new ExpectedError('worker', 'no'))).toEqual(fail('worker', 'no'));
  });

  it('goes on after a failure', async () => {
    const { lanes, make } = setUp();
    const call = { key: 'figure main', policy: 'finish', group: 'text' } as const;
    const broken = lanes.call({
      ...call,
      signal: undefined,
      run: () => Promise.reject(new ExpectedError('x', 'y')),
      cancel: () => {},
    });
    const a = make('a');
    a.finish();
    expect(await broken).toEqual(fail('x', 'y'));
    expect(await a.reply).toEqual(succeed('a'));
  });

  it('answers null to everything once closed', async () => {
    const { lanes, make } = setUp();
    const [a, b] = [make('a'), make('b')];
    lanes.close();
    expect(await a.reply).toBeNull();
    expect(await b.reply).toBeNull();
    expect(await make('c').reply).toBeNull();
  });
});
