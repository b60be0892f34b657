// The directory of a zip archive (PKWARE's APPNOTE, zip64 included), which lies at the archive's end and
// says where each member lies. Members are unpacked one by one: `zip-member.ts`.
import type { Reading } from './byte-source.ts';
import { ExpectedError } from './result.ts';

/** A member as the directory has it. */
export interface ZipMember {
  /** Its path in the archive; a folder's ends in a slash. */
  readonly path: string;
  readonly flags: number;
  /** How it is packed: 0 not at all, 8 by deflate. */
  readonly method: number;
  /** CRC-32 of the unpacked bytes. */
  readonly crc: number;
  /** Bytes packed, and unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Offset of its own header, and of what follows all members. */
  readonly start: number;
  readonly limit: number;
}

const END = 0x06054b50;
const END_64_PLACE = 0x07064b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;
/** The end's own length, the longest comment after it, and where the wider end is found before it. */
const [END_BYTES, COMMENT_BYTES, PLACE_BYTES] = [22, 0xffff, 20];
/** A million members with long names; whatever says it has more is damaged. */
const MOST_BYTES = 1 << 27;

interface Directory {
  readonly entries: number;
  readonly start: number;
  readonly size: number;
}

/**
 * All members in the order of the directory. Throws an ExpectedError where there is no directory or where
 * it contradicts itself.
 */
export function* zipDirectory(size: number): Reading<readonly ZipMember[]> {
  const from = Math.max(0, size - END_BYTES - COMMENT_BYTES - PLACE_BYTES);
  const tail = yield { start: from, end: size };
  const at = lastEnd(tail);
  if (at < 0) throw noArchive('its last bytes are none of a zip');
  const directory = yield* directoryAt(tail, at, from);
  const { start, size: length, entries } = directory;
  const found = from + at;
  if (!(length <= MOST_BYTES && start + length <= found)) {
    const told = `its directory should lie at bytes ${start}–${start + length}`;
    throw noArchive(`${told}, before offset ${found}; it is damaged or cut short`);
  }
  return membersIn(yield { start, end: start + length }, start, entries);
}

/** Where the directory's end begins: the last place that looks like one. */
function lastEnd(tail: Uint8Array): number {
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  return -1;
}

function* directoryAt(tail: Uint8Array, at: number, from: number): Reading<Directory> {
  const view = viewOf(tail);
  const place = at - PLACE_BYTES;
  if (place >= 0 && view.getUint32(place, true) === END_64_PLACE) {
    const start = Number(view.getBigUint64(place + 8, true));
    if (!(start + 56 <= from + place)) throw noArchive(`its directory’s end is not at ${start}`);
    const wide = viewOf(yield { start, end: start + 56 });
    if (wide.getUint32(0, true) !== END_64)
      throw noArchive(`its directory’s end is not at ${start}`);
    const number = (offset: number): number => Number(wide.getBigUint64(offset, true));
    return { entries: number(32), size: number(40), start: number(48) };
  }
  return {
    entries: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    start: view.getUint32(at + 16, true),
  };
}

function membersIn(bytes: Uint8Array, limit: number, count: number): ZipMember[] {
  const view = viewOf(bytes);
  const members: ZipMember[] = [];
  let at = 0;
  while (at < bytes.length) {
    const fixed = at + 46;
    if (fixed > bytes.length || view.getUint32(at, true) !== ENTRY) {
      throw noArchive(`its directory is damaged at offset ${limit + at}`);
    }
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const extraAt = fixed + name!;
    const end = extraAt + extra! + comment!;
    if (end > bytes.length) throw noArchive(`its directory ends within an entry at ${limit + at}`);
    const wide = wideOnes(bytes.subarray(extraAt, extraAt + extra!));
    // Those that do not fit into four bytes follow in this order, as far as they are needed.
    const [size, packed, start] = [24, 20, 42].map((place) => {
      const value = view.getUint32(at + place, true);
      return value === 0xffffffff ? (wide.shift() ?? value) : value;
    });
    members.push({
      path: new TextDecoder().decode(bytes.subarray(fixed, extraAt)),
      ...{ flags: view.getUint16(at + 8, true), method: view.getUint16(at + 10, true) },
      ...{ crc: view.getUint32(at + 16, true), packed: packed!, size: size!, start: start! },
      limit,
    });
    at = end;
  }
  if (members.length !== count) {
    throw noArchive(`its directory should have ${count} members, found ${members.length}`);
  }
  return members;
}

/** The numbers of eight bytes among the extra fields. */
function wideOnes(extra: Uint8Array): number[] {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const size = view.getUint16(at + 2, true);
    const end = Math.min(extra.length, at + 4 + size);
    if (view.getUint16(at, true) === 1) {
      const count = Math.floor((end - at - 4) / 8);
      return Array.from({ length: count }, (_, i) =>
        Number(view.getBigUint64(at + 4 + 8 * i, true)),
      );
    }
    at = end;
  }
  return [];
}

function noArchive(why: string): ExpectedError {
  return new ExpectedError(
    'input',
    `the file is not an .npz archive (a zip of .npy files): ${why}`,
  );
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
