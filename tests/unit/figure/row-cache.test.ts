import { expect, test } from 'vitest';
import { RowCache } from '../../../src/figure/map/row-cache.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('a row is fetched once, given when it has come', async () => {
  const asked: number[] = [];
  let arrived = 0;
  const rows = new RowCache(
    async (query) => {
      asked.push(query);
      return Float32Array.of(0.25, 0.75);
    },
    () => arrived++,
  );
  expect(rows.get(1)).toBeNull();
  expect(rows.get(1)).toBeNull();
  await settled();
  expect([...(rows.get(1) ?? [])]).toEqual([0.25, 0.75]);
  expect(asked).toEqual([1]);
  expect(arrived).toBe(1);
});

test('an overtaken row is asked for again at the next look', async () => {
  const answers = [null, Float32Array.of(1)];
  let asked = 0;
  const rows = new RowCache(
    async () => answers[asked++] ?? null,
    () => undefined,
  );
  rows.get(0);
  await settled();
  expect(rows.get(0)).toBeNull();
  await settled();
  expect(rows.get(0)?.[0]).toBe(1);
});

test('old rows give way, the newest stays', async () => {
  const asked: number[] = [];
  const rows = new RowCache(
    async (query) => {
      asked.push(query);
      return Float32Array.of(query);
    },
    () => undefined,
  );
  for (let query = 0; query < 80; query++) {
    rows.get(query);
    await settled();
  }
  expect(rows.get(79)?.[0]).toBe(79);
  expect(rows.get(0)).toBeNull();
  expect(asked.filter((query) => query === 0)).toHaveLength(2);
});
