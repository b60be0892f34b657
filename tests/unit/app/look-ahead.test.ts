// The numbers behind the look-ahead's panel.
import { describe, expect, it } from 'vitest';
import { rankCorrelation } from '../../../src/domains/decode/rank-correlation.ts';
import { missedOf, rightOf, tallyOf } from '../../../src/views/decode/ahead/tally.ts';
import { verdictsOn, type Trial } from '../../../src/views/decode/ahead/verdicts.ts';

describe('what stays of what is wanted', () => {
  const part = {
    wanted: Float32Array.from([0.4, 0.01, 0.06, 0.2, 0.04]),
    kept: Uint8Array.from([1, 1, 0, 0, 0]),
    snap: Uint8Array.from([1, 0, 1, 0, 0]),
  };

  it('counts keys that some step gives a twentieth', () => {
    expect(tallyOf(part)).toEqual({ wanted: 3, kept: 1, snap: 2, room: 2 });
  });

  it('names the missed, the most wanted first', () => {
    expect(missedOf(part)).toEqual([3, 2]);
  });

  it('counts right tokens up to the first wrong one, and all', () => {
    const ghost = (right: boolean | null) => ({ text: '', right, reads: [] });
    expect(rightOf([true, true, false, true].map(ghost))).toEqual({ first: 2, all: 3 });
    expect(rightOf([true, null].map(ghost))).toEqual({ first: 1, all: 1 });
    expect(rightOf([])).toEqual({ first: 0, all: 0 });
  });
});

describe('rank correlation', () => {
  it('sees orders, not sizes', () => {
    expect(rankCorrelation([1, 2, 3, 4], [1, 10, 100, 1000])).toBe(1);
    expect(rankCorrelation([1, 2, 3, 4], [9, 5, 2, 0])).toBe(-1);
    // Differences of ranks 1, 1, 1, 1: 1 − 6 · 4 / (4 · 15).
    expect(rankCorrelation([1, 2, 3, 4], [2, 1, 4, 3])).toBeCloseTo(0.6, 12);
  });

  it('lets equals share their mean rank', () => {
    // Ranks 0.5 0.5 2 against 0 1 2: covariance 1.5, variances 1.5 and 2.
    expect(rankCorrelation([5, 5, 7], [1, 2, 3])).toBeCloseTo(1.5 / Math.sqrt(3), 12);
    expect(rankCorrelation([1, 1], [1, 2])).toBeNaN();
  });
});

describe('verdicts on drafts', () => {
  const trial = (id: Trial['id'], deltaNats: number, needlesRight: number): Trial => ({
    ...{ id, label: id, deltaNats, needlesRight, needles: 10 },
  });
  const trials = [
    trial('snapkv', 0.4, 5),
    trial('none', 0.3, 5),
    trial('random', 0.35, 5),
    trial('trained', 0.2, 6),
    trial('future', 0.1, 9),
  ];

  it('holds what the numbers hold', () => {
    expect(verdictsOn(trials).map(({ holds }) => holds)).toEqual([true, true, false, true, true]);
    expect(verdictsOn(trials)[0]!.detail).toBe('future 9 of 10, none 5 of 10');
    expect(verdictsOn(trials)[2]!.detail).toBe('random +0.350, snapkv +0.400 nats per token');
  });

  it('says which trial is missing', () => {
    expect(() => verdictsOn(trials.slice(1))).toThrow('snapkv was not measured');
  });
});
