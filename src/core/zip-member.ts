// One member of a zip archive, unpacked and held against its checksum. Nothing is taken on trust: not how
// long it says it is, not where it says it lies.
import { Inflate } from 'fflate';
import { inMemory, type Reading } from './byte-source.ts';
import { crc32 } from './crc32.ts';
import { ExpectedError } from './result.ts';
import { told } from './told.ts';
import { viewOf, type ZipMember } from './zip.ts';

const LOCAL = 0x04034b50;
const [STORED, DEFLATED] = [0, 8];
const ENCRYPTED = 1;
/** Bytes that are unpacked at most. */
const MOST = 2 ** 31;
/** Deflate packs no better than this. */
const BEST_RATIO = 1032;
/** Packed bytes unpacked at a time: at best thirty megabytes. */
const STEP = 1 << 15;
/** Members beyond this size show their beginning before the rest is unpacked. */
export const LARGE = 1 << 24;
/** Bytes of the beginning that are shown, if there are so many. */
export const BEGINNING = 1 << 16;

/**
 * The unpacked bytes of a member, called `name` in errors. `look` sees the beginning of a large one, to refuse
 * it before the rest is unpacked. Throws an ExpectedError that tells the offset, what was expected and what
 * was found.
 */
export function* unpackMember(
  name: string,
  member: ZipMember,
  look: (beginning: Uint8Array) => void,
): Reading<Uint8Array<ArrayBuffer>> {
  const start = yield* dataOf(name, member);
  refuseSizes(name, member, start);
  const eager = member.size > LARGE;
  const bytes = yield* member.method === STORED
    ? stored(member, start, eager ? look : null)
    : deflated(name, member, start, eager ? look : null);
  const crc = crc32(bytes);
  if (crc !== member.crc) {
    const end = start + member.packed;
    const [expected, found] = [hex(member.crc), hex(crc)];
    throw damaged(
      name,
      `the checksum of its bytes at offset ${start}–${end} should be ${expected}, found ${found}`,
    );
  }
  return bytes;
}

type Look = ((beginning: Uint8Array) => void) | null;

/** Offset of the packed bytes, behind the member's own header. */
function* dataOf(name: string, { path, start, limit }: ZipMember): Reading<number> {
  const fixed = start + 30;
  if (!(fixed <= limit)) {
    throw damaged(name, `it should lie at offset ${start}, but members end at ${limit}`);
  }
  const head = viewOf(yield { start, end: fixed });
  const signature = head.getUint32(0, true);
  if (signature !== LOCAL) {
    throw damaged(name, `offset ${start} should hold ${hex(LOCAL)}, found ${hex(signature)}`);
  }
  const end = fixed + head.getUint16(26, true);
  const found = end <= limit ? new TextDecoder().decode(yield { start: fixed, end }) : '';
  if (found !== path) {
    throw damaged(
      name,
      `the member at offset ${start} should be “${told(path)}”, found “${told(found)}”`,
    );
  }
  return end + head.getUint16(28, true);
}

function refuseSizes(name: string, member: ZipMember, start: number): void {
  const { flags, method, packed, size, limit } = member;
  if (flags & ENCRYPTED) throw wrong(name, 'is encrypted; save it without a password');
  if (method !== STORED && method !== DEFLATED) {
    throw wrong(name, `is packed by method ${method}; save it with numpy.savez`);
  }
  if (!(start + packed <= limit)) {
    const end = start + packed;
    throw damaged(name, `it should lie at offset ${start}–${end}, but members end at ${limit}`);
  }
  if (size > MOST) throw wrong(name, `unpacks to ${size} bytes; at most ${MOST} are read`);
  const most = method === STORED ? packed : packed * BEST_RATIO;
  if (size > most || (method === STORED && size !== packed)) {
    throw damaged(name, `it should have ${size} bytes, but ${packed} packed ones cannot hold them`);
  }
}

function* stored(
  { packed }: ZipMember,
  start: number,
  look: Look,
): Reading<Uint8Array<ArrayBuffer>> {
  look?.(yield { start, end: start + Math.min(packed, BEGINNING) });
  return yield { start, end: start + packed };
}

function* deflated(
  name: string,
  { packed, size }: ZipMember,
  start: number,
  look: Look,
): Reading<Uint8Array<ArrayBuffer>> {
  const out = inMemory(size, () => new Uint8Array(size));
  let length = 0;
  let toSee = look;
  const inflate = new Inflate((part) => {
    if (length + part.length > size) {
      throw damaged(name, `it should unpack to ${size} bytes, found more`);
    }
    out.set(part, length);
    length += part.length;
    if (!toSee || length < Math.min(size, BEGINNING)) return;
    toSee(out.subarray(0, Math.min(length, BEGINNING)));
    toSee = null;
  });
  for (let at = 0; at < packed; at += STEP) {
    const [from, to] = [start + at, start + Math.min(packed, at + STEP)];
    const bytes = yield { start: from, end: to };
    try {
      inflate.push(bytes, at + STEP >= packed);
    } catch (error) {
      if (error instanceof ExpectedError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw damaged(name, `its bytes at offset ${from}–${to} cannot be unpacked (${why})`);
    }
  }
  if (length === size) return out;
  throw damaged(name, `it should unpack to ${size} bytes, found ${length}`);
}

function damaged(name: string, what: string): ExpectedError {
  return new ExpectedError(name, `“${name}” is damaged: ${what}`);
}

function wrong(name: string, what: string): ExpectedError {
  return new ExpectedError(name, `“${name}” ${what}`);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
