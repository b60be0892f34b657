// Masks as one self-describing ArrayBuffer: between worker and page, in caches and in files.
//
//   byte  0  'SAMK'
//         4  version (1)
//         8  kind: 1 runs, 2 csr, 3 tiles, 4 bitset
//        12  rows
//        16  cols
//        20  length of the payload in bytes
//        24  payload: runs    rowStart (rows + 1), then start, end of each run
//                     csr     rowStart (rows + 1), then the columns
//                     tiles   side of a tile, causal (0 or 1), then the words of tile bits
//                     bitset  the words of cell bits
//
// All numbers are unsigned 32-bit, little-endian like every platform that runs a browser. Lazy masks
// travel as runs.
import { BitsetMask } from './bitset.ts';
import { wordsPerRow } from './bits.ts';
import { CsrMask } from './csr.ts';
import type { Mask } from './mask.ts';
import { toRuns } from './ops.ts';
import { RunsMask } from './runs.ts';
import { TileMask } from './tiles.ts';
import { checkBits, checkColumns, checkRowStart, checkRuns, refuse } from './wire-checks.ts';

const MAGIC = 'SAMK';
const VERSION = 1;
const HEADER = 24;
const KINDS = { runs: 1, csr: 2, tiles: 3, bitset: 4 } as const;

/** The mask in wire form, always in a fresh buffer that may be transferred. */
export function encodeMask(mask: Mask): ArrayBuffer {
  if (mask instanceof CsrMask) return pack('csr', mask, mask.rowStart, mask.columns);
  if (mask instanceof BitsetMask) return pack('bitset', mask, mask.words);
  if (mask instanceof TileMask) {
    return pack('tiles', mask, Uint32Array.of(mask.block, mask.causal ? 1 : 0), mask.words);
  }
  const runs = toRuns(mask);
  return pack('runs', mask, runs.rowStart, runs.runs);
}

function pack(kind: keyof typeof KINDS, mask: Mask, ...parts: Uint32Array[]): ArrayBuffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const buffer = new ArrayBuffer(HEADER + 4 * length);
  for (let i = 0; i < 4; i++) new Uint8Array(buffer)[i] = MAGIC.charCodeAt(i);
  const words = new Uint32Array(buffer);
  words.set([VERSION, KINDS[kind], mask.rows, mask.cols, 4 * length], 1);
  let at = HEADER / 4;
  for (const part of parts) {
    words.set(part, at);
    at += part.length;
  }
  return buffer;
}

/**
 * Opens a mask from wire form, without copying. Throws an ExpectedError that names the part, its byte,
 * what was expected and what was found; a buffer that passes is a valid mask.
 */
export function decodeMask(buffer: ArrayBuffer): Mask {
  if (buffer.byteLength < HEADER) {
    throw refuse('header', 0, `${HEADER} bytes`, `${buffer.byteLength} bytes`);
  }
  const magic = new Uint8Array(buffer, 0, 4);
  if (String.fromCharCode(...magic) !== MAGIC) {
    const found = Array.from(magic, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw refuse('magic', 0, `53 41 4d 4b (“${MAGIC}”)`, found);
  }
  const [, version, kind, rows = 0, cols = 0, length = 0] = new Uint32Array(buffer, 0, 6);
  if (version !== VERSION) throw refuse('version', 4, `${VERSION}`, `${version}`);
  if (rows > 0x7fffffff) throw refuse('rows', 12, 'at most 2147483647', `${rows}`);
  if (cols > 0x7fffffff) throw refuse('cols', 16, 'at most 2147483647', `${cols}`);
  if (length !== buffer.byteLength - HEADER || length % 4 !== 0) {
    const rest = `${buffer.byteLength - HEADER}, the bytes after the header, a multiple of 4`;
    throw refuse('payload length', 20, rest, `${length}`);
  }
  const payload = new Uint32Array(buffer, HEADER);
  switch (kind) {
    case KINDS.runs: {
      const rowStart = readRowStart(payload, rows, 2);
      const runs = payload.subarray(rows + 1);
      checkRuns(rowStart, runs, cols, HEADER + 4 * (rows + 1));
      return new RunsMask(rows, cols, rowStart, runs);
    }
    case KINDS.csr: {
      const rowStart = readRowStart(payload, rows, 1);
      const columns = payload.subarray(rows + 1);
      checkColumns(rowStart, columns, cols, HEADER + 4 * (rows + 1));
      return new CsrMask(rows, cols, rowStart, columns);
    }
    case KINDS.tiles:
      return readTiles(payload, rows, cols);
    case KINDS.bitset: {
      expectWords('bits', payload.length, rows * wordsPerRow(cols));
      checkBits(payload, rows, () => cols, wordsPerRow(cols), HEADER);
      return new BitsetMask(rows, cols, payload);
    }
    default:
      throw refuse('kind', 8, '1 (runs), 2 (csr), 3 (tiles) or 4 (bitset)', `${kind}`);
  }
}

/** The row starts, checked against the number of entries (of `size` numbers each) that follow. */
function readRowStart(payload: Uint32Array, rows: number, size: number): Uint32Array {
  if (payload.length < rows + 1) {
    throw refuse('row starts', HEADER, `${rows + 1} numbers`, `${payload.length}`);
  }
  const rowStart = payload.subarray(0, rows + 1);
  checkRowStart(rowStart, HEADER);
  expectWords('payload', payload.length, rows + 1 + size * rowStart[rows]!);
  return rowStart;
}

function readTiles(payload: Uint32Array, rows: number, cols: number): TileMask {
  if (payload.length < 2) throw refuse('tiles', HEADER, '2 numbers or more', `${payload.length}`);
  const block = payload[0]!;
  const causal = payload[1]!;
  if (block < 1) throw refuse('side of a tile', HEADER, '1 or more', `${block}`);
  if (causal > 1) throw refuse('causal', HEADER + 4, '0 or 1', `${causal}`);
  const tileRows = Math.ceil(rows / block);
  const tileCols = Math.ceil(cols / block);
  const stride = wordsPerRow(tileCols);
  expectWords('tile bits', payload.length, 2 + tileRows * stride);
  const words = payload.subarray(2);
  const limit = (row: number): number => (causal ? Math.min(row + 1, tileCols) : tileCols);
  checkBits(words, tileRows, limit, stride, HEADER + 8);
  return new TileMask(rows, cols, block, causal === 1, words);
}

function expectWords(part: string, found: number, expected: number): void {
  if (found !== expected) throw refuse(part, HEADER, `${4 * expected} bytes`, `${4 * found} bytes`);
}
