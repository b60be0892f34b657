import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteCache } from '../../../workers/cache.ts';

it('drops the least recently used first', () => {
  const cache = new ByteCache(30);
  const released: string[] = [];
  for (const key of ['a', 'b', 'c']) {
    cache.set(key, { value: key, bytes: 10, release: () => released.push(key) });
  }
  expect(cache.get('a')).toBe('a'); // now b is the oldest
  cache.set('d', { value: 'd', bytes: 10 });
  expect(released).toEqual(['b']);
  expect(['a', 'b', 'c', 'd'].map((key) => cache.has(key))).toEqual([true, false, true, true]);
});

it('frees what a value under the same key held', () => {
  const cache = new ByteCache(30);
  let freed = 0;
  cache.set('a', { value: 1, bytes: 10, release: () => freed++ });
  cache.set('a', { value: 2, bytes: 20 });
  expect(freed).toBe(1);
  expect(cache.bytes).toBe(20);
});

it('shrinks with its bound', () => {
  const cache = new ByteCache(30);
  for (const key of ['a', 'b', 'c']) cache.set(key, { value: key, bytes: 10 });
  cache.bound = 15;
  expect(['a', 'b', 'c'].map((key) => cache.has(key))).toEqual([false, false, true]);
});

it('never holds more than its bound, or one value alone', () => {
  const use = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    bytes: fc.integer({ min: 0, max: 60 }),
    read: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(use, { maxLength: 60 }), (uses) => {
      const cache = new ByteCache(50);
      const live = new Map<string, number>();
      for (const { key, bytes, read } of uses) {
        if (read) {
          cache.get(key);
          continue;
        }
        cache.set(key, { value: bytes, bytes, release: () => live.delete(key) });
        live.set(key, bytes);
        const sum = [...live.values()].reduce((a, b) => a + b, 0);
        expect(cache.bytes).toBe(sum);
        expect(sum <= 50 || live.size === 1).toBe(true);
        expect(cache.get(key)).toBe(bytes); // the newest is always there
      }
    }),
  );
});
