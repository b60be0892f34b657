// Which page an address belongs to, and the figure that a page reads from it.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { linkDomain, linkFollower, movesOn, readLink, startFrom } from '../../../src/kit/link.ts';
import { methods as attention } from '../../../src/views/attention/methods.ts';
import { Methods, NOT_LOADED, PART_MISSING } from '../../../src/kit/methods.ts';
import { methods as weights } from '../../../src/views/weights/methods.ts';
import { attention as details } from '../../../src/methods/details.attention.generated.ts';

const replace = vi.fn();
function at(hash: string): void {
  vi.stubGlobal('location', { hash, replace });
}
afterEach(() => {
  vi.unstubAllGlobals();
  replace.mockReset();
});

describe('the domain of an address', () => {
  test.each([
    ['', 'attention'],
    ['#b=0.3', 'attention'],
    ['#m=wanda', 'weights'],
    ['#method=wanda&b=0.3', 'weights'],
    ['#d=weights', 'weights'],
    // What is named wins over what follows from the method.
    ['#d=attention&m=wanda', 'attention'],
    ['#d=nothing&m=wanda', 'weights'],
    ['#m=nothing', 'attention'],
    // Names that every object has.
    ['#m=constructor&d=toString', 'attention'],
  ])('%s', (hash, domain) => {
    at(hash);
    expect(linkDomain()).toBe(domain);
  });

  test('is the page’s own where the address does not tell', async () => {
    at('#b=0.3');
    expect(linkDomain('weights')).toBe('weights');
    expect(await readLink(weights)).toMatchObject({
      spec: { domain: 'weights', budget: 0.3 },
      warnings: [],
    });
  });
});

test('a page hands on what belongs to another one, and keeps the rest', () => {
  at('#m=wanda&b=0.3');
  expect(movesOn('weights')).toBe(false);
  expect(replace).not.toHaveBeenCalled();
  expect(movesOn('attention')).toBe(true);
  expect(replace).toHaveBeenCalledExactlyOnceWith('weights.html#m=wanda&b=0.3');
});

test('a method that the page does not have is named in a warning', async () => {
  at('#d=attention&m=wanda');
  const { spec, warnings } = await readLink(attention);
  expect(spec).toMatchObject({ domain: 'attention', method: 'minference' });
  expect(warnings.join()).toContain('“wanda”');
});

describe('what is known of a method comes before its figure', () => {
  /** Methods whose details come when they are told to. */
  function slow() {
    const gates = new Map<string, { let: () => void; fail: (error: Error) => void }>();
    const loaders = Object.fromEntries(
      Object.entries(details).map(([id, load]) => [
        id,
        async () => {
          await new Promise<void>((resolve, reject) => {
            gates.set(id, { let: resolve, fail: reject });
          });
          return load();
        },
      ]),
    );
    return { methods: new Methods('attention', attention.all, loaders), gates };
  }

  test('its settings and steps are read with them', async () => {
    at('#m=window&p.window=32&stage=row');
    const methods = new Methods('attention', attention.all, details);
    const { spec, warnings } = await readLink(methods);
    expect(spec).toMatchObject({ method: 'window', set: { window: 32 }, view: { stage: 'row' } });
    expect(warnings).toEqual([]);
    expect(() => methods.entryOf('dense')).toThrow('the details of Dense are not loaded');
  });

  test('an older address that comes late is not opened', async () => {
    const { methods, gates } = slow();
    const [open, tell] = [vi.fn(), vi.fn()];
    const follow = linkFollower(methods, open, tell);
    at('#m=window');
    const first = follow();
    at('#m=moba&b=0.5');
    const second = follow();
    gates.get('moba')!.let();
    await second;
    gates.get('window')!.let();
    await first;
    expect(open).toHaveBeenCalledOnce();
    expect(open).toHaveBeenCalledWith(expect.objectContaining({ method: 'moba', budget: 0.5 }));
  });

  test('where the network does not bring them, the page says so, and tries again', async () => {
    const { methods, gates } = slow();
    const [open, tell] = [vi.fn(), vi.fn()];
    at('#m=window');
    const failing = linkFollower(methods, open, tell)();
    gates.get('window')!.fail(new TypeError('offline'));
    await failing;
    expect(open).not.toHaveBeenCalled();
    expect(tell).toHaveBeenCalledExactlyOnceWith([NOT_LOADED]);

    const target = { replaceChildren: vi.fn() };
    const client = { snapshots: vi.fn() };
    const starting = startFrom(methods, client, target as unknown as Element, open);
    gates.get('window')!.fail(new TypeError('offline'));
    await starting;
    expect(target.replaceChildren).toHaveBeenCalledExactlyOnceWith(PART_MISSING);

    const again = startFrom(methods, client, target as unknown as Element, open);
    gates.get('window')!.let();
    await again;
    expect(open).toHaveBeenCalledOnce();
  });

  test('of two methods chosen in a row the second stays', async () => {
    const { methods, gates } = slow();
    const [first, second] = [methods.choose('window'), methods.choose('moba')];
    gates.get('moba')!.let();
    expect(await second).toBe(true);
    gates.get('window')!.let();
    expect(await first).toBe(false);
  });
});
