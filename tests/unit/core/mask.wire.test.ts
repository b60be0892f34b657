// The wire form byte by byte: saved files and other programs depend on exactly this layout.
import { describe, expect, test } from 'vitest';
import { causalTiles, fromRows, toRows } from '../../../src/core/mask/ops.ts';
import { decodeMask, encodeMask } from '../../../src/core/mask/wire.ts';

const MAGIC = 0x4b4d4153; // 'SAMK', first byte lowest

/** A buffer with the given kind, size and payload. */
function wire(kind: number, rows: number, cols: number, ...payload: number[]): ArrayBuffer {
  const header = [MAGIC, 1, kind, rows, cols, 4 * payload.length];
  return Uint32Array.from([...header, ...payload]).buffer;
}

describe('layout', () => {
  test('runs', () => {
    expect(encodeMask(fromRows(['##.#', '....']))).toEqual(wire(1, 2, 4, 0, 2, 2, 0, 2, 3, 4));
  });

  test('csr', () => {
    expect(toRows(decodeMask(wire(2, 2, 3, 0, 2, 3, 0, 2, 1)))).toEqual(['#.#', '.#.']);
  });

  test('tiles: side, causal, then a word per row of tiles', () => {
    const mask = causalTiles(3, 2, () => true);
    expect(encodeMask(mask)).toEqual(wire(3, 3, 3, 2, 1, 0b1, 0b11));
  });

  test('bitset: a word per row of up to 32 columns', () => {
    expect(toRows(decodeMask(wire(4, 2, 3, 0b101, 0b010)))).toEqual(['#.#', '.#.']);
  });
});

describe('refusals name the part, the byte, what was expected and what was found', () => {
  const cases: readonly (readonly [string, ArrayBuffer, string])[] = [
    ['empty', new ArrayBuffer(0), 'header at byte 0: expected 24 bytes, found 0 bytes'],
    [
      'another format',
      Uint32Array.from([0x03, 1, 1, 0, 0, 0]).buffer,
      'magic at byte 0: expected 53 41 4d 4b (“SAMK”), found 03 00 00 00',
    ],
    [
      'a later version',
      Uint32Array.from([MAGIC, 2, 1, 0, 0, 0]).buffer,
      'version at byte 4: expected 1, found 2',
    ],
    [
      'an unknown kind',
      wire(9, 1, 1, 0, 0),
      'kind at byte 8: expected 1 (runs), 2 (csr), 3 (tiles) or 4 (bitset), found 9',
    ],
    [
      'too many rows',
      wire(4, 0x80000000, 0),
      'rows at byte 12: expected at most 2147483647, found 2147483648',
    ],
    [
      'cut off',
      wire(1, 1, 4, 0, 1, 0, 2).slice(0, 32),
      'payload length at byte 20: expected 8, the bytes after the header, a multiple of 4, found 16',
    ],
    [
      'fewer row starts than rows',
      wire(1, 5, 4, 0, 0),
      'row starts at byte 24: expected 6 numbers, found 2',
    ],
    [
      'falling row starts',
      wire(1, 2, 4, 0, 2, 1, 0, 1),
      'start of row 2 at byte 32: expected 2 or more, found 1',
    ],
    ['first row start', wire(1, 1, 4, 1, 1), 'start of row 0 at byte 24: expected 0, found 1'],
    [
      'runs missing',
      wire(1, 1, 4, 0, 3, 0, 1),
      'payload at byte 24: expected 32 bytes, found 16 bytes',
    ],
    [
      'touching runs',
      wire(1, 1, 4, 0, 2, 0, 2, 2, 3),
      'run 1 in row 0 at byte 40: expected 3 ≤ start < end ≤ 4, found [2, 3)',
    ],
    [
      'a run beyond the row',
      wire(1, 1, 4, 0, 1, 3, 5),
      'run 0 in row 0 at byte 32: expected 0 ≤ start < end ≤ 4, found [3, 5)',
    ],
    [
      'a column twice',
      wire(2, 1, 4, 0, 2, 1, 1),
      'column in row 0 at byte 36: expected 2 to 3, found 1',
    ],
    [
      'tiles of side 0',
      wire(3, 1, 1, 0, 1, 1),
      'side of a tile at byte 24: expected 1 or more, found 0',
    ],
    [
      'causal neither yes nor no',
      wire(3, 1, 1, 1, 2, 1),
      'causal at byte 28: expected 0 or 1, found 2',
    ],
    [
      'a tile right of the diagonal',
      wire(3, 4, 4, 2, 1, 0b11, 0b11),
      'bits of row 0 at byte 32: expected none from 1 on, found bit 1 set',
    ],
    [
      'a bit beyond the last column',
      wire(4, 1, 33, 0, 0b110),
      'bits of row 0 at byte 28: expected none from 33 on, found bit 33 set',
    ],
    ['bits missing', wire(4, 2, 3, 0b1), 'bits at byte 24: expected 8 bytes, found 4 bytes'],
  ];
  test.each(cases)('%s', (_, buffer, message) => {
    expect(() => decodeMask(buffer)).toThrow(`mask buffer: ${message}`);
  });
});
