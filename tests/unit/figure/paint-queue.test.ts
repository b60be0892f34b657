import { describe, expect, test } from 'vitest';
import { PaintQueue, type Picture } from '../../../src/figure/map/paint-queue.ts';
import { viewportOf } from '../../../src/figure/map/view.ts';
import type { Paint } from '../../../src/figure/types.ts';

const at = (row: number) => viewportOf({ row, col: 0, side: 8, tall: 8 }, 2, 2);
const pixels = (mark: number) => new Uint8ClampedArray(16).fill(mark);
/** Lets everything that is already settled run on. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A painter whose answers are given by hand, in any order. */
function byHand(): { paint: Paint; calls: { row: number; answer: (p: number | null) => void }[] } {
  const calls: { row: number; answer: (p: number | null) => void }[] = [];
  const paint: Paint = (view) =>
    new Promise((resolve) => {
      calls.push({ row: view.row0, answer: (p) => resolve(p === null ? null : pixels(p)) });
    });
  return { paint, calls };
}

function setUp() {
  const shown: Picture[] = [];
  const busy: boolean[] = [];
  const queue = new PaintQueue(
    (picture) => shown.push(picture),
    (now) => busy.push(now),
  );
  return { queue, shown, busy, marks: () => shown.map((picture) => picture.pixels[0]) };
}

describe('one painter', () => {
  test('only the newest wish waits behind the request under way', async () => {
    const { queue, shown } = setUp();
    const { paint, calls } = byHand();
    for (const row of [0, 1, 2, 3]) queue.request(paint, at(row));
    expect(calls.map((call) => call.row)).toEqual([0]);
    calls[0]!.answer(10);
    await settled();
    expect(calls.map((call) => call.row)).toEqual([0, 3]);
    calls[1]!.answer(13);
    await settled();
    expect(shown.map((picture) => picture.view.row0)).toEqual([0, 3]);
  });

  test('an overtaken request shows nothing and the waiting one still goes', async () => {
    const { queue, marks } = setUp();
    const { paint, calls } = byHand();
    queue.request(paint, at(0));
    queue.request(paint, at(1));
    calls[0]!.answer(null);
    await settled();
    calls[1]!.answer(7);
    await settled();
    expect(marks()).toEqual([7]);
  });

  test('says when it is at work', async () => {
    const { queue, busy } = setUp();
    const { paint, calls } = byHand();
    queue.request(paint, at(0));
    calls[0]!.answer(1);
    await settled();
    expect(busy).toEqual([true, false]);
  });
});

describe('a new painter', () => {
  test('does not wait for the old one, whose late answer is dropped', async () => {
    const { queue, marks } = setUp();
    const [old, fresh] = [byHand(), byHand()];
    queue.request(old.paint, at(0));
    queue.request(fresh.paint, at(0));
    expect(fresh.calls).toHaveLength(1);
    fresh.calls[0]!.answer(2);
    await settled();
    old.calls[0]!.answer(1);
    await settled();
    expect(marks()).toEqual([2]);
  });

  test('an old answer that comes first may show until the new one is there', async () => {
    const { queue, marks } = setUp();
    const [old, fresh] = [byHand(), byHand()];
    queue.request(old.paint, at(0));
    queue.request(fresh.paint, at(0));
    old.calls[0]!.answer(1);
    await settled();
    fresh.calls[0]!.answer(2);
    await settled();
    expect(marks()).toEqual([1, 2]);
  });

  test('what waited for the old painter is never asked of it', async () => {
    const { queue } = setUp();
    const [old, fresh] = [byHand(), byHand()];
    queue.request(old.paint, at(0));
    queue.request(old.paint, at(1));
    queue.request(fresh.paint, at(1));
    old.calls[0]!.answer(1);
    fresh.calls[0]!.answer(2);
    await settled();
    expect(old.calls).toHaveLength(1);
  });
});

test('after forgetting, nothing asked for before is shown', async () => {
  const { queue, marks, busy } = setUp();
  const { paint, calls } = byHand();
  queue.request(paint, at(0));
  queue.request(paint, at(1));
  queue.forget();
  calls[0]!.answer(1);
  await settled();
  expect(marks()).toEqual([]);
  expect(calls).toHaveLength(1);
  expect(busy.at(-1)).toBe(false);
});

describe('a picture that came with its painter', () => {
  const first = (paint: Paint, row: number): Picture => ({
    ...{ paint, view: at(row) },
    pixels: pixels(5),
  });

  test('is shown without asking, where it is the one wanted', () => {
    const { queue, marks, busy } = setUp();
    const { paint, calls } = byHand();
    queue.request(paint, at(3), first(paint, 3));
    expect(marks()).toEqual([5]);
    expect(calls).toHaveLength(0);
    expect(busy).not.toContain(true);
  });

  test('of another view, size or painter is passed over', () => {
    const { queue, marks } = setUp();
    const [old, fresh] = [byHand(), byHand()];
    queue.request(fresh.paint, at(3), first(fresh.paint, 2));
    const larger = { ...at(3), width: 4, height: 4 };
    queue.forget();
    queue.request(fresh.paint, larger, first(fresh.paint, 3));
    queue.forget();
    queue.request(fresh.paint, at(3), first(old.paint, 3));
    expect(fresh.calls).toHaveLength(3);
    expect(marks()).toEqual([]);
  });

  test('is newer than all that was asked for before', async () => {
    const { queue, marks, busy } = setUp();
    const [old, fresh] = [byHand(), byHand()];
    queue.request(old.paint, at(0));
    queue.request(old.paint, at(1));
    queue.request(fresh.paint, at(1), first(fresh.paint, 1));
    old.calls[0]!.answer(1);
    await settled();
    expect(marks()).toEqual([5]);
    expect(old.calls).toHaveLength(1);
    expect(busy.at(-1)).toBe(false);
  });
});
