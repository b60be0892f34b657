// Ways to damage any file: what disks, networks and programs that stop half-way do to it.
import type { Random } from '../../../src/core/random.ts';
import { joined } from '../support/zip.ts';
import type { Mutator } from './fuzz.ts';

/** Numbers at which programs go wrong. */
export const ODD_NUMBERS: readonly number[] = [
  ...[0, 1, -1, 2, 3, 7, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40, 2 ** 53 - 1, 2 ** 53, 2 ** 63],
];

const ODD_BYTES = [0, 1, 0x7f, 0x80, 0xff, 0x20, 0x22, 0x2c, 0x7b, 0x7d];

/** A stretch of the file, mostly short. */
function stretch(bytes: Uint8Array, random: Random): [start: number, end: number] {
  const start = random.int(bytes.length + 1);
  const most = random.next() < 0.8 ? 16 : bytes.length;
  return [start, Math.min(bytes.length, start + 1 + random.int(most + 1))];
}

function replaced(bytes: Uint8Array, start: number, end: number, by: Uint8Array): Uint8Array {
  return joined([bytes.subarray(0, start), by, bytes.subarray(end)]);
}

function way(name: string, mutate: Mutator['mutate']): Mutator {
  return { name, mutate: (bytes, random) => (bytes.length === 0 ? bytes : mutate(bytes, random)) };
}

export const flipBit = way('a bit flipped', (bytes, random) => {
  bytes[random.int(bytes.length)]! ^= 1 << random.int(8);
  return bytes;
});

/** Bytes from one of the `sources`, or from the file itself, put where they do not belong. */
export function splice(sources: readonly Uint8Array[]): Mutator {
  return way('bytes of another file put in', (bytes, random) => {
    const from = random.pick([bytes, ...sources]);
    const part = from.subarray(...stretch(from, random)).slice();
    const [start, end] = stretch(bytes, random);
    return replaced(bytes, start, random.next() < 0.5 ? start : end, part);
  });
}

/** All that need no knowledge of the format. */
export const DAMAGE: readonly Mutator[] = [
  flipBit,
  flipBit,
  way('a byte set', (bytes, random) => {
    bytes[random.int(bytes.length)] =
      random.next() < 0.5 ? random.pick(ODD_BYTES) : random.int(256);
    return bytes;
  }),
  way('a number set', (bytes, random) => {
    const size = random.pick([2, 4, 8]);
    if (bytes.length < size) return bytes;
    const at = random.int(bytes.length - size + 1);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const value = BigInt(random.pick(ODD_NUMBERS));
    if (size === 8) view.setBigUint64(at, BigInt.asUintN(64, value), true);
    else if (size === 4) view.setUint32(at, Number(BigInt.asUintN(32, value)), true);
    else view.setUint16(at, Number(BigInt.asUintN(16, value)), true);
    return bytes;
  }),
  way('cut short', (bytes, random) => bytes.subarray(0, random.int(bytes.length))),
  way('its beginning lost', (bytes, random) => bytes.subarray(random.int(bytes.length))),
  way('more behind it', (bytes, random) => {
    const length = 1 + random.int(64);
    const more = Uint8Array.from({ length }, () => (random.next() < 0.5 ? 0 : random.int(256)));
    return joined([bytes, more]);
  }),
  way('a stretch lost', (bytes, random) =>
    replaced(bytes, ...stretch(bytes, random), new Uint8Array(0)),
  ),
  way('a stretch twice', (bytes, random) => {
    const [start, end] = stretch(bytes, random);
    return replaced(bytes, start, start, bytes.slice(start, end));
  }),
  way('a stretch zeroed', (bytes, random) => bytes.fill(0, ...stretch(bytes, random))),
  way('the file twice', (bytes) => joined([bytes, bytes])),
  splice([]),
];
