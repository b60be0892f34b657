import { describe, expect, it } from 'vitest';
import { partingOf } from '../../../src/views/weights/parting.ts';
import { sortedRow } from '../../../src/views/weights/sorted-row.ts';
import { fromRows } from '../../../src/core/mask/text.ts';

describe('sortedRow', () => {
  const read = {
    values: Float32Array.of(-4, 1, 3, -2),
    scores: Float32Array.of(4, 1, 3, 6),
  };

  it('sorts by score and finds the cut between the smallest kept and the largest dropped', () => {
    const row = sortedRow(read, fromRows(['#..#']), 0, true);
    expect([...row.inputs]).toEqual([3, 0, 2, 1]);
    expect([...row.values]).toEqual([6, 4, 3, 1]);
    expect([...row.kept]).toEqual([1, 1, 0, 0]);
    expect(row.cut).toBe(3.5);
  });

  it('has no cut where a larger score was dropped, as in groups', () => {
    expect(sortedRow(read, fromRows(['.##.']), 0, true).cut).toBeNull();
  });

  it('has no cut where all stay or all go', () => {
    expect(sortedRow(read, fromRows(['####']), 0, true).cut).toBeNull();
    expect(sortedRow(read, fromRows(['....']), 0, true).cut).toBeNull();
  });

  it('takes sizes where nothing is scored, and the order of inputs when asked', () => {
    const row = sortedRow({ values: read.values }, fromRows(['####']), 0, false);
    expect([...row.inputs]).toEqual([0, 1, 2, 3]);
    expect([...row.values]).toEqual([4, 1, 3, 2]);
  });

  it('keeps the lower input first among equals', () => {
    const equal = { values: Float32Array.of(1, 2, 1, 2) };
    expect([...sortedRow(equal, fromRows(['####']), 0, true).inputs]).toEqual([1, 3, 0, 2]);
  });
});

describe('partingOf', () => {
  it('counts what two texts share from the start', () => {
    expect(partingOf('the mill', 'the milk')).toBe(7);
    expect(partingOf('same', 'same and more')).toBe(4);
    expect(partingOf('', 'x')).toBe(0);
    expect(partingOf('a', 'b')).toBe(0);
  });

  it('does not part a character of two units', () => {
    // Both begin with the same first half, U+D83D.
    expect(partingOf('x\u{1F600}', 'x\u{1F601}')).toBe(1);
  });
});
