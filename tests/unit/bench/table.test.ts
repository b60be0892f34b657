import { describe, expect, test } from 'vitest';
import { median, outcomeOf, quantile, type Row } from '../../bench/row.ts';
import { insertTable, renderTable } from '../../bench/table.ts';

const row: Row = {
  measure: 'sorting',
  against: 'a | b',
  atLeast: '2× faster',
  run: () => Promise.resolve([]),
};

describe('quantile', () => {
  test('by linear interpolation, whatever the order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.9)).toBeCloseTo(46);
    expect(() => median([])).toThrow('no values');
  });
});

describe('outcomeOf', () => {
  test('compares medians and judges by the goal', () => {
    const duel = { ours: [1, 2, 90], theirs: [5, 5, 5] };
    expect(outcomeOf('n = 1', duel, 2)).toEqual({
      case: 'n = 1',
      ours: '2.00 ms',
      theirs: '5.00 ms',
      result: '2.5×',
      met: true,
    });
    expect(outcomeOf('n = 1', duel, 2.6).met).toBe(false);
  });
});

describe('the table', () => {
  test('marks what was reached, what was missed and what could not be measured', () => {
    const good = { case: '', ours: '1 ms', theirs: '3 ms', result: '3.0×', met: true };
    const bad = { case: 'big', ours: '1 ms', theirs: '–', result: '1.0×', met: false };
    const table = renderTable(
      [
        { row, outcomes: [good, bad] },
        { row, outcomes: 'no model' },
      ],
      'here, today',
    );
    expect(table.split('\n').slice(2)).toEqual([
      '| sorting | 1 ms | a \\| b: 3 ms | **3.0×** | 2× faster |',
      '| sorting, big | 1 ms | a \\| b | 1.0× (missed) | 2× faster |',
      '| sorting | – | a \\| b | not measured: no model | 2× faster |',
      '',
      'here, today',
    ]);
  });

  test('replaces what stands between the marks and nothing else', () => {
    const text = 'before\n<!-- bench:start -->\nold\n<!-- bench:end -->\nafter';
    const once = insertTable(text, 'new');
    expect(once).toBe('before\n<!-- bench:start -->\n\nnew\n\n<!-- bench:end -->\nafter');
    expect(insertTable(once, 'new')).toBe(once);
    expect(() => insertTable('no marks', 'new')).toThrow('needs <!-- bench:start -->');
  });
});
