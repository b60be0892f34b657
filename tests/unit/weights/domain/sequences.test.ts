// Cutting texts: no token twice, none that calibrates is measured on.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutSequences, splitSizes, splitText } from '../../../../src/domains/weights/sequences.ts';

const count = (n: number, from = 1): Uint32Array =>
  Uint32Array.from({ length: n }, (_, i) => from + i);

const READS = { begin: [0], maxTokens: 1024 };

describe('cutSequences', () => {
  it('puts the begin mark before each sequence, and takes off that of the text', () => {
    const sequences = cutSequences(Uint32Array.of(0, 1, 2, 3, 4, 5, 6), [0], 4);
    expect(sequences.map((ids) => [...ids])).toEqual([
      [0, 1, 2, 3],
      [0, 4, 5, 6],
    ]);
  });

  it('leaves out a last sequence that is shorter than half', () => {
    expect(cutSequences(count(10), [], 4).map((ids) => ids.length)).toEqual([4, 4, 2]);
    expect(cutSequences(count(9), [], 4).map((ids) => ids.length)).toEqual([4, 4]);
    expect(cutSequences(count(1), [], 4).map((ids) => ids.length)).toEqual([1]);
  });

  it('has nothing to cut in an empty text, and refuses sequences without room', () => {
    expect(cutSequences(new Uint32Array(0), [0], 4)).toEqual([]);
    expect(() => cutSequences(count(3), [0], 1)).toThrow('sequences of 1 tokens have no room');
  });
});

describe('splitText', () => {
  it('never hands the model more than it reads, marks included', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 600 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 5, max: 200 }),
        (length, marks, maxTokens) => {
          const begin = [...count(marks, 900)];
          const ids = Uint32Array.from([...begin, ...count(length)]);
          const { calibration, heldOut, whole } = splitText(ids, { begin, maxTokens }, 256, 1024);
          for (const sequence of [...calibration, ...heldOut, whole]) {
            expect(sequence.length).toBeLessThanOrEqual(maxTokens);
            expect([...sequence.subarray(0, marks)]).toEqual(sequence.length > 0 ? begin : []);
          }
          expect([...calibration[0]!.subarray(marks)][0]).toBe(1);
        },
      ),
    );
  });

  it('holds out what follows the calibration', () => {
    const { calibration, heldOut, whole } = splitText(count(1000), READS, 512, 256);
    // Sequences of 128 hold the begin mark and 127 tokens of the text.
    expect(calibration.map((ids) => ids[1])).toEqual([1, 128, 255, 382]);
    expect(heldOut.map((ids) => ids[1])).toEqual([513, 640]);
    expect([...whole]).toEqual([0, ...count(256, 513)]);
    expect(splitText(count(2), READS, 512, 256).whole).toHaveLength(0);
  });

  it('never measures on a token that calibrated, and always calibrates', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 2048 }),
        fc.integer({ min: 0, max: 1024 }),
        (length, calibrate, hold) => {
          const { calibration, heldOut } = splitText(count(length), READS, calibrate, hold);
          const of = (sequences: readonly Uint32Array[]) =>
            sequences.flatMap((ids) => [...ids.slice(1)]);
          expect(calibration.length).toBeGreaterThan(0);
          const seen = new Set(of(calibration));
          expect(seen.size).toBe(of(calibration).length);
          expect(seen.size).toBeLessThanOrEqual(Math.max(calibrate, 1));
          for (const id of of(heldOut)) expect(seen.has(id)).toBe(false);
          if (length >= 8 && hold >= 2) expect(heldOut.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('splitSizes', () => {
  it('holds tokens out after those that calibrate, of short texts the last quarter', () => {
    expect(splitSizes(2000, 512, 256)).toEqual({ calibration: 512, heldOut: 256 });
    expect(splitSizes(600, 512, 256)).toEqual({ calibration: 450, heldOut: 150 });
    expect(splitSizes(40, 512, 256)).toEqual({ calibration: 30, heldOut: 10 });
    expect(splitSizes(3, 512, 256)).toEqual({ calibration: 3, heldOut: 0 });
    expect(splitSizes(1, 512, 256)).toEqual({ calibration: 1, heldOut: 0 });
  });
});
