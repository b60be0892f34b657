import { describe, expect, test } from 'vitest';
import { linesMask } from '../../../src/core/mask/patterns.ts';
import { cellSentence, fateOf, rowSentence } from '../../../src/figure/map/sentence.ts';
import { linesOf, whyKept } from '../../../src/figure/map/why.ts';

// Column 0 and the diagonal: row 3 keeps keys 0 and 3.
const mask = linesMask(4, [0], [0]);
const pieces = ['', ' a', '\n', ' lucky'];

describe('the fate of a cell', () => {
  test('kept, dropped, and dropped although over an even share of four keys', () => {
    expect(fateOf(mask, { query: 3, key: 0 }, 0.001)).toBe('kept');
    expect(fateOf(mask, { query: 3, key: 1 }, 0.249)).toBe('dropped');
    expect(fateOf(mask, { query: 3, key: 1 }, 0.25)).toBe('heavy');
  });
  test('without its weight it is only dropped, without a mask unknown', () => {
    expect(fateOf(mask, { query: 3, key: 1 }, null)).toBe('dropped');
    expect(fateOf(null, { query: 3, key: 1 }, 0.5)).toBe('unknown');
    expect(fateOf(mask, { query: 9, key: 1 }, 0.5)).toBe('unknown');
  });
});

describe('sentences', () => {
  test('a row', () => {
    expect(rowSentence(3, pieces, mask, 0.94)).toBe(
      'query 3 “ lucky” keeps 2 of 4 keys, recall 0.94',
    );
    expect(rowSentence(3, pieces, mask, null)).toBe('query 3 “ lucky” keeps 2 of 4 keys');
    expect(rowSentence(0, pieces, null, null)).toBe('query 0 ⟨begin⟩');
  });
  test('a cell', () => {
    expect(cellSentence({ query: 3, key: 2 }, pieces, mask, 0.083)).toBe(
      'key 2 “↵” weight 0.083, dropped',
    );
    expect(cellSentence({ query: 3, key: 0 }, pieces, mask, 0.083)).toBe(
      'key 0 ⟨begin⟩ weight 0.083, kept',
    );
  });
});

test('why a cell is kept is read from the lines through it', () => {
  const lines = linesOf([
    { id: 'a', caption: '', drawables: [{ kind: 'rows', from: 0, to: 1, label: '' }] },
    {
      id: 'b',
      caption: '',
      drawables: [{ kind: 'lines', columns: [206], offsets: [224], label: '' }],
    },
  ]);
  expect(whyKept(lines, { query: 430, key: 206 })).toBe(
    'by vertical line 206 and slash offset 224',
  );
  expect(whyKept(lines, { query: 431, key: 207 })).toBe('by slash offset 224');
  expect(whyKept(lines, { query: 300, key: 206 })).toBe('by vertical line 206');
  expect(whyKept(lines, { query: 300, key: 207 })).toBe('');
});
