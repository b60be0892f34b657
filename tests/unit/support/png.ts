// Reads PNG pictures of 8 bits a channel with any filter (ISO/IEC 15948), by node's zlib.
import { inflateSync } from 'node:zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Row-major, four a pixel. */
  readonly rgba: Uint8Array;
}

export function readPng(png: Uint8Array): Pixels {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const data: Uint8Array[] = [];
  let [width, height, type] = [0, 0, -1];
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (name === 'IHDR') {
      [width, height, type] = [view.getUint32(at + 8), view.getUint32(at + 12), png[at + 17] ?? -1];
    }
    if (name === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  if (type !== 6) throw new Error(`this reader knows RGBA only, not colour type ${type}`);
  return { width, height, rgba: unfilter(inflateSync(Buffer.concat(data)), width, height) };
}

function unfilter(bytes: Uint8Array, width: number, height: number): Uint8Array {
  const stride = 4 * width;
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = bytes[y * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const at = y * stride + i;
      const left = i < 4 ? 0 : (out[at - 4] ?? 0);
      const up = y === 0 ? 0 : (out[at - stride] ?? 0);
      const corner = i < 4 || y === 0 ? 0 : (out[at - stride - 4] ?? 0);
      const raw = bytes[y * (stride + 1) + 1 + i] ?? 0;
      out[at] = raw + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter: number | undefined, a: number, b: number, c: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return a;
    case 2:
      return b;
    case 3:
      return (a + b) >> 1;
    case 4: {
      const [toA, toB, toC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
      return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
    }
    default:
      throw new Error(`there is no filter ${filter}`);
  }
}
