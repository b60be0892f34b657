import { describe, expect, it } from 'vitest';
import { fromRows } from '../../../src/core/mask/text.ts';
import { FATES } from '../../../src/views/weights/fates.ts';
import { cellSentence, scoreText } from '../../../src/views/weights/sentence.ts';
import weightReading from '../../../src/views/weights/reading.ts';

describe('a weight in words', () => {
  const read = {
    values: Float32Array.of(0.5, -0.25),
    norms: Float32Array.of(2, 4),
    scores: Float32Array.of(1, 1),
    ranks: Uint32Array.of(1, 1),
    rivals: { count: 2, name: 'in its row' },
  };

  it('tells row, weight, norm, score, place and fate', () => {
    expect(cellSentence({ row: 0, col: 1 }, fromRows(['#.']), read)).toBe(
      'output 0 keeps 1 of 2 weights; input 1, weight −0.250, input norm 4, score 1, place 1 of 2 in its row, dropped',
    );
  });

  it('speaks of training where the mask prunes nothing', () => {
    expect(cellSentence({ row: 0, col: 1 }, fromRows(['#.']), null, FATES.train)).toBe(
      'output 0 trains 1 of 2 weights; input 1, frozen',
    );
  });

  it('leaves out what a method does not have', () => {
    expect(scoreText({ values: read.values }, 0)).toBe('');
    expect(scoreText({ values: read.values, scores: read.scores }, 0)).toBe('score 1');
    expect(cellSentence({ row: 0, col: 0 }, null, null)).toBe('output 0; input 0');
  });

  it('tells a tip in lines: weight, place, score, fate, and what the page remarks', () => {
    const mask = fromRows(['#.']);
    const reading = weightReading({ mask, remark: ({ col }) => (col === 1 ? 'kept by A' : '') });
    expect(reading.tip({ row: 0, col: 1 }, read)).toEqual([
      { text: 'weight −0.250', tone: 'head' },
      { text: 'output 0 · input 1 · input norm 4', tone: 'soft' },
      { text: 'score 1, place 1 of 2 in its row', tone: 'soft' },
      { text: 'dropped', tone: 'soft' },
      { text: 'kept by A' },
    ]);
    expect(reading.tip({ row: 0, col: 0 }, null)).toEqual([
      { text: 'weight …', tone: 'head' },
      { text: 'output 0 · input 0', tone: 'soft' },
      { text: 'kept' },
    ]);
    expect(reading.cell({ row: 0, col: 1 }, read)).toBe('−0.250 dropped kept by A');
  });
});
