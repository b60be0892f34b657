import { describe, expect, test } from 'vitest';
import { linesMask } from '../../../src/core/mask/patterns.ts';
import { cellSentence, fateOf, rowSentence } from '../../../src/views/attention/sentence.ts';
import attentionReading from '../../../src/views/attention/reading.ts';
import { linesOf, whyKept } from '../../../src/views/attention/why.ts';

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

test('a tip of attention: the two tokens, the pair, its fate and why, what the page remarks', () => {
  const reading = attentionReading({
    ...{ pieces, mask },
    rowRecall: null,
    stages: [
      {
        id: 'a',
        caption: '',
        drawables: [{ kind: 'lines', columns: [0], offsets: [], label: '' }],
      },
    ],
    remark: ({ col }) => (col === 1 ? 'kept by A' : ''),
  });
  const read = Float32Array.of(0.5, 0.25, 0.125, 0.125);
  expect(reading.tip({ row: 3, col: 0 }, read)).toEqual([
    { text: ['“ lucky”', '⟨begin⟩'], tone: 'head' },
    { text: 'query 3 · key 0 · weight 0.5', tone: 'soft' },
    { text: 'kept by vertical line 0' },
  ]);
  expect(reading.tip({ row: 3, col: 1 }, read).slice(2)).toEqual([
    { text: 'dropped although heavy', tone: 'warn' },
    { text: 'kept by A' },
  ]);
  expect(reading.tip({ row: 3, col: 2 }, null).slice(1)).toEqual([
    { text: 'query 3 · key 2 · weight …', tone: 'soft' },
    { text: 'dropped', tone: 'soft' },
  ]);
  expect(reading.cell({ row: 3, col: 1 }, read)).toBe('“ a” 0.25 dropped although heavy kept by A');
});
