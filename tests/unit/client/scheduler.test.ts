import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../../src/core/result.ts';
import { Scheduler, StaleError, type Job } from '../../../workers/scheduler.ts';

/** A scheduler that lets others in at every checkpoint, and a log of what ran. */
function setUp() {
  const log: string[] = [];
  const scheduler = new Scheduler({ slice: 0 });
  const units =
    (name: string, count: number) =>
    async (job: Job): Promise<string> => {
      for (let i = 0; i < count; i++) {
        log.push(`${name}${i}`);
        await job.checkpoint();
      }
      return name;
    };
  return { log, scheduler, units };
}

describe('turns', () => {
  it('runs jobs of one priority one after another', async () => {
    const { log, scheduler, units } = setUp();
    const both = [scheduler.run('a', 1, 1, units('a', 2)), scheduler.run('b', 1, 1, units('b', 2))];
    expect(await Promise.all(both)).toEqual(['a', 'b']);
    expect(log).toEqual(['a0', 'a1', 'b0', 'b1']);
  });

  it('lets a more urgent job in at the next checkpoint, then goes on', async () => {
    const { log, scheduler, units } = setUp();
    const long = scheduler.run('long', 1, 3, units('long', 3));
    const urgent = scheduler.run('urgent', 1, 0, units('urgent', 2));
    await Promise.all([long, urgent]);
    expect(log).toEqual(['long0', 'urgent0', 'urgent1', 'long1', 'long2']);
  });

  it('prefers the more urgent of those that wait, whatever the order of arrival', async () => {
    const { log, scheduler, units } = setUp();
    await Promise.all([
      scheduler.run('first', 1, 0, units('first', 1)),
      scheduler.run('slow', 1, 4, units('slow', 1)),
      scheduler.run('soon', 1, 1, units('soon', 1)),
    ]);
    expect(log).toEqual(['first0', 'soon0', 'slow0']);
  });

  it('does not turn the event loop before the slice is used up', async () => {
    let clock = 0;
    const scheduler = new Scheduler({ slice: 8, now: () => clock });
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    await scheduler.run('a', 1, 0, async (job) => {
      for (let i = 0; i < 1000; i++) await job.checkpoint();
    });
    expect(turns).toBe(0);
    clearInterval(count);
    clock = 8;
    let heard = false;
    const message = new MessageChannel();
    message.port1.onmessage = () => (heard = true);
    message.port2.postMessage(null);
    await scheduler.run('a', 2, 0, async (job) => {
      for (let i = 0; !heard && i < 1000; i++) {
        clock += 8;
        await job.checkpoint();
      }
    });
    expect(heard).toBe(true);
    message.port1.close();
  });

  it('goes on after a job that throws', async () => {
    const { scheduler, units } = setUp();
    const broken = scheduler.run('a', 1, 0, () => Promise.reject(new Error('broken')));
    const next = scheduler.run('b', 1, 0, units('b', 1));
    await expect(broken).rejects.toThrow('broken');
    expect(await next).toBe('b');
  });
});

describe('waiting', () => {
  it('lets others run, for several things at once too', async () => {
    const { log, scheduler, units } = setUp();
    const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const run = scheduler.run('a', 1, 0, async (job) => {
      await Promise.all([0, 0, 5].map((ms) => job.wait(later(ms))));
      log.push('waited');
      await job.checkpoint();
    });
    await Promise.all([run, scheduler.run('b', 1, 0, units('b', 2))]);
    expect(log).toEqual(['b0', 'b1', 'waited']);
    // Nothing is left behind that holds the thread.
    expect(await scheduler.run('c', 1, 0, units('c', 1))).toBe('c');
  });

  it('ends with a cancel, whatever was waited for', async () => {
    const { scheduler, units } = setUp();
    const run = scheduler.run('a', 1, 0, (job) =>
      Promise.all([1, 2].map(() => job.wait(new Promise(() => {})))),
    );
    scheduler.cancel('a');
    await expect(run).rejects.toThrow(CancelledError);
    expect(await scheduler.run('b', 1, 0, units('b', 1))).toBe('b');
  });
});

describe('latest wins', () => {
  it('drops what waits under the same key, finishes what runs', async () => {
    const { log, scheduler, units } = setUp();
    const runs = [1, 2, 3].map((sequence) =>
      scheduler.run('figure', sequence, 0, units(`f${sequence}.`, 1)),
    );
    const settled = await Promise.allSettled(runs);
    expect(settled.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((settled[1] as PromiseRejectedResult).reason).toBeInstanceOf(StaleError);
    expect(log).toEqual(['f1.0', 'f3.0']);
  });

  it('refuses one that comes after a newer one', async () => {
    const { scheduler, units } = setUp();
    const newer = scheduler.run('figure', 5, 0, units('newer', 1));
    await expect(scheduler.run('figure', 4, 0, units('older', 1))).rejects.toThrow(StaleError);
    expect(await newer).toBe('newer');
  });

  it('keeps keys apart', async () => {
    const { scheduler, units } = setUp();
    const runs = ['a', 'b', 'c'].map((key) => scheduler.run(key, 1, 0, units(key, 1)));
    expect(await Promise.all(runs)).toEqual(['a', 'b', 'c']);
  });
});

describe('cancel', () => {
  it('ends a running job at its next checkpoint', async () => {
    const { log, scheduler, units } = setUp();
    const run = scheduler.run('curve', 1, 2, units('c', 100));
    await Promise.resolve();
    scheduler.cancel('curve');
    await expect(run).rejects.toThrow(CancelledError);
    expect(log).toEqual(['c0']);
  });

  it('ends a waiting job at once, and nothing of it runs', async () => {
    const { log, scheduler, units } = setUp();
    const first = scheduler.run('first', 1, 0, units('f', 2));
    const second = scheduler.run('second', 1, 0, units('s', 2));
    scheduler.cancel('second');
    await expect(second).rejects.toThrow(CancelledError);
    expect(log).toEqual(['f0']);
    await first;
    expect(log).toEqual(['f0', 'f1']);
  });

  it('is heard as a message while a long job runs', async () => {
    const { scheduler, units, log } = setUp();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => scheduler.cancel('cost');
    const run = scheduler.run('cost', 1, 4, units('c', 100_000));
    port2.postMessage(null);
    await expect(run).rejects.toThrow(CancelledError);
    expect(log.length).toBeLessThan(1000);
    port1.close();
  });
});

describe('shared work', () => {
  it('is done once for all who ask, and takes the most urgent asker’s priority', async () => {
    const { log, scheduler, units } = setUp();
    const asking = (name: string) => (job: Job) =>
      job.shared('text', units('shared', 3)).then((value) => `${name} got ${value}`);
    const results = await Promise.all([
      scheduler.run('slow', 1, 3, asking('slow')),
      scheduler.run('between', 1, 2, units('between', 1)),
      scheduler.run('fast', 1, 0, asking('fast')),
    ]);
    expect(results).toEqual(['slow got shared', 'between', 'fast got shared']);
    expect(log.filter((each) => each.startsWith('shared'))).toEqual([
      'shared0',
      'shared1',
      'shared2',
    ]);
    // The urgent asker lifted the shared work over the job between them.
    expect(log.indexOf('shared2')).toBeLessThan(log.indexOf('between0'));
  });

  it('survives one asker’s cancel, ends with the last one', async () => {
    const { log, scheduler, units } = setUp();
    const asking = (job: Job) => job.shared('text', units('s', 50));
    const a = scheduler.run('a', 1, 1, asking);
    const b = scheduler.run('b', 1, 1, asking);
    scheduler.cancel('a');
    await expect(a).rejects.toThrow(CancelledError);
    expect(await b).toBe('s');
    const all = log.length;
    const c = scheduler.run('c', 1, 1, asking);
    await Promise.resolve();
    scheduler.cancel('c');
    await expect(c).rejects.toThrow(CancelledError);
    await scheduler.run('d', 1, 9, units('d', 1));
    expect(log.length - all).toBeLessThan(10);
  });

  it('starts afresh after it was cancelled', async () => {
    const { scheduler, units } = setUp();
    const first = scheduler.run('a', 1, 1, (job) => job.shared('text', units('old', 50)));
    await Promise.resolve();
    scheduler.cancel('a');
    const second = scheduler.run('b', 1, 1, (job) => job.shared('text', units('new', 2)));
    await expect(first).rejects.toThrow(CancelledError);
    expect(await second).toBe('new');
  });
});
