// Zip archives made by hand, right or wrong in any field: what no library writes has to be refused too.
import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../../src/core/crc32.ts';

export interface Member {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Packed by deflate; else stored. */
  readonly deflate?: boolean;
  /** Fields that say something else than is true, in the directory. */
  readonly told?: Partial<Fields>;
  /** What the member's own header says, where that differs. */
  readonly local?: Partial<Fields & { readonly path: string }>;
  /** The packed bytes themselves, in place of those that belong. */
  readonly packed?: Uint8Array;
  /** Sizes and offset as eight bytes, as archives beyond four gigabytes have them. */
  readonly wide?: boolean;
}

interface Fields {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly start: number;
}

export interface ZipOptions {
  readonly entries?: number;
  readonly comment?: Uint8Array;
  /** The end of the directory in its wide form. */
  readonly wide?: boolean;
}

export function zip(members: readonly Member[], options: ZipOptions = {}): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  const put = (...bytes: readonly Uint8Array[]): void => {
    for (const each of bytes) at += parts.push(each) && each.length;
  };
  for (const member of members) {
    const { path, bytes, deflate = false, told = {}, local = {}, wide = false } = member;
    const packed = member.packed ?? (deflate ? new Uint8Array(deflateRawSync(bytes)) : bytes);
    const fields: Fields = {
      ...{ flags: 0, method: deflate ? 8 : 0, crc: crc32(bytes) },
      ...{ packed: packed.length, size: bytes.length, start: at },
      ...told,
    };
    const own = { path, ...fields, ...local };
    const ownName = new TextEncoder().encode(own.path);
    put(
      numbers([4, 0x04034b50], [2, 20], [2, own.flags], [2, own.method], [4, 0x00210000]),
      numbers([4, own.crc], [4, own.packed], [4, own.size], [2, ownName.length], [2, 0]),
      ...[ownName, packed],
    );
    const name = new TextEncoder().encode(path);
    const four = (value: number): [number, number] => [4, wide ? 0xffffffff : value];
    const eight = [fields.size, fields.packed, fields.start].map((value) => [8, value] as const);
    const extra = wide ? numbers([2, 1], [2, 24], ...eight) : new Uint8Array(0);
    directory.push(
      numbers([4, 0x02014b50], [2, 20], [2, 20], [2, fields.flags], [2, fields.method]),
      numbers([4, 0x00210000], [4, fields.crc], four(fields.packed), four(fields.size)),
      numbers([2, name.length], [2, extra.length], [2, 0], [2, 0], [2, 0], [4, 0]),
      ...[numbers(four(fields.start)), name, extra],
    );
  }
  const { entries = members.length, comment = new Uint8Array(0), wide = false } = options;
  const start = at;
  put(...directory);
  const size = at - start;
  if (wide) {
    const end = at;
    put(numbers([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0]));
    put(numbers([8, entries], [8, entries], [8, size], [8, start]));
    put(numbers([4, 0x07064b50], [4, 0], [8, end], [4, 1]));
  }
  const narrow = (value: number, most: number): number => (wide ? most : value);
  put(
    numbers([4, 0x06054b50], [2, 0], [2, 0], [2, narrow(entries, 0xffff)]),
    numbers([2, narrow(entries, 0xffff)], [4, narrow(size, 0xffffffff)]),
    numbers([4, narrow(start, 0xffffffff)], [2, comment.length]),
    comment,
  );
  return joined(parts);
}

/** Little-endian numbers of so many bytes. */
function numbers(...fields: readonly (readonly [bytes: number, value: number])[]): Uint8Array {
  const out = new Uint8Array(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else if (bytes === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += bytes;
  }
  return out;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
