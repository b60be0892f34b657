// Archives of arrays: what is asked for is held against its checksum, what is not is left alone, and nothing
// is unpacked on the word of whoever made the file.
import fc from 'fast-check';
import { constants, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  readLater,
  readNow,
  sourceOfBytes,
  type ByteSource,
} from '../../../src/core/byte-source.ts';
import { npzArrays, readNpz, writeNpy, writeNpz, type NpyArray } from '../../../src/core/npy.ts';
import { ExpectedError } from '../../../src/core/result.ts';
import { joined, zip, type Member } from '../support/zip.ts';

const array = (...values: number[]): NpyArray => ({
  ...{ shape: [values.length], dtype: 'f4' },
  bytes: new Uint8Array(Float32Array.from(values).buffer),
});
/** Zeros that are packed at once. */
const BLOCK = 2 ** 26;
const Q = array(0.5, -2, 3e-7);
const npy = (path: string, more: Partial<Member> = {}): Member => ({
  path: `${path}.npy`,
  bytes: writeNpy(Q),
  ...more,
});

function refused(bytes: Uint8Array, message: string | RegExp, names = ['q']): void {
  expect(() => readNpz(bytes, names)).toThrow(ExpectedError);
  expect(() => readNpz(bytes, names)).toThrow(message);
}

describe.each([false, true])('packed by deflate: %s', (deflate) => {
  test('one flipped bit of a member is refused, wherever it is', () => {
    const bytes = zip([npy('q', { deflate })]);
    const [start, end] = [30 + 'q.npy'.length, bytes.length - 22 - 46 - 'q.npy'.length];
    // The last bits of a packed stream may belong to nothing.
    for (let at = start; at < (deflate ? end - 1 : end); at++) {
      const flipped = bytes.slice();
      flipped[at]! ^= 1 << (at % 8);
      expect(() => readNpz(flipped, ['q']), `byte ${at}`).toThrow(
        /^“q” is damaged: (the checksum of its bytes at offset|its bytes at offset|it should unpack to) \d+/,
      );
    }
  });

  test('a member that unpacks to another size than it says', () => {
    const { bytes } = npy('q');
    for (const size of [bytes.length - 1, bytes.length + 1]) {
      refused(zip([npy('q', { deflate, told: { size } })]), '“q” is damaged: it should');
    }
  });
});

test('the message has the name, the offset, what was expected and what was found', () => {
  const bytes = zip([npy('q')]);
  bytes[100]! ^= 1;
  refused(
    bytes,
    /^“q” is damaged: the checksum of its bytes at offset 35–175 should be [0-9a-f]{8}, found [0-9a-f]{8}$/,
  );
});

describe('what nobody asks for', () => {
  const odd: Record<string, Member> = {
    'a text': { path: 'README.txt', bytes: new TextEncoder().encode('notes') },
    'a folder': { path: 'layer0/', bytes: new Uint8Array(0) },
    'a damaged one': npy('x', { told: { crc: 1 } }),
    'an encrypted one': npy('x', { told: { flags: 1 } }),
    'one packed in another way': npy('x', { told: { method: 14 } }),
    'one that lies nowhere': npy('x', { told: { start: 1e9 } }),
    'a bomb': npy('x', { told: { size: 0xfffffffe, method: 8 } }),
    'one that is there twice': npy('p'),
  };

  test.each(Object.entries(odd))('%s hinders nobody', (_, member) => {
    const bytes = zip([npy('p'), npy('q'), member]);
    expect(readNpz(bytes, ['q']).get('q')?.bytes).toEqual(Q.bytes);
    expect([...readNpz(bytes, ['q']).keys()]).toEqual(['q']);
  });

  test('is not even read', () => {
    const big = { path: 'big.npy', bytes: new Uint8Array(1 << 20) };
    const bytes = zip([big, npy('q'), { ...big, path: 'more.npy' }]);
    let read = 0;
    const source: ByteSource = {
      size: bytes.length,
      read(start, end) {
        read += end - start;
        return bytes.subarray(start, end);
      },
    };
    const { names, arrays } = readNow(npzArrays(source.size, ['q']), source);
    expect(names).toEqual(['big', 'q', 'more']);
    expect(arrays.get('q')?.bytes).toEqual(Q.bytes);
    expect(read).toBeLessThan(70_000); // the end, where the directory is looked for, and one member
  });
});

describe('refuses', () => {
  test.each<[string, Uint8Array, string | RegExp]>([
    ['a name twice', zip([npy('q'), npy('q')]), '“q” is in the archive twice'],
    ['a name with and without its ending', zip([npy('q'), { ...npy('q'), path: 'q' }]), 'twice'],
    ['an encrypted member', zip([npy('q', { told: { flags: 1 } })]), '“q” is encrypted'],
    ['another packing', zip([npy('q', { told: { method: 14 } })]), '“q” is packed by method 14'],
    [
      'another member in its place',
      zip([npy('q', { local: { path: 'k.npy' } })]),
      'offset 0 should be “q.npy”, found “k.npy”',
    ],
    [
      'a place outside',
      zip([npy('q', { told: { start: 1e9 } })]),
      'should lie at offset 1000000000',
    ],
    [
      'a place in the midst',
      zip([npy('q', { told: { start: 3 } })]),
      'offset 3 should hold 04034b50',
    ],
    [
      'bytes beyond the members',
      zip([npy('q', { told: { packed: 999, size: 999 } })]),
      'at offset 35–1034, but members end at 175',
    ],
    ['a count that is wrong', zip([npy('q')], { entries: 2 }), 'should have 2 members, found 1'],
    ['a directory cut off', zip([npy('q')]).subarray(0, -30), 'not an .npz archive'],
    ['nothing', new Uint8Array(0), 'not an .npz archive'],
  ])('%s', (_, bytes, message) => refused(bytes, message));

  test.each([
    ['objects', '|O', 'is an array of Python objects, which only Python can read'],
    ['text', '<U5', 'is an array of text'],
    ['bytes of text', '|S3', 'is an array of text'],
    ['dates', '<M8[s]', 'is an array of dates or times'],
    ['records', null, 'is an array of records'],
    ['another byte order', '>f4', 'is big-endian'],
  ])('%s, in words', (_, descr, message) => {
    const field = descr === null ? "[('a', '<i4'), ('b', '<f8')]" : `'${descr}'`;
    const bytes = written(`{'descr': ${field}, 'fortran_order': False, 'shape': (1,), }`, 9);
    refused(zip([{ path: 'q.npy', bytes }]), message);
    expect(readNpz(zip([npy('q'), { path: 'x.npy', bytes }]), ['q']).size).toBe(1);
  });

  test.each(['99999999999999999999', '4294967296, 4294967296', '9007199254740991'])(
    'a shape of %s',
    (shape) => {
      const bytes = written(`{'descr': '<f4', 'fortran_order': False, 'shape': (${shape},), }`, 12);
      refused(zip([{ path: 'q.npy', bytes }]), /“q” (has shape \[.*\], more than|should hold)/);
    },
  );
});

describe('a bomb is refused before it is unpacked', () => {
  // 1 GB of zeros in a megabyte: its header says it is 16 × 8 numbers.
  const head = written("{'descr': '<f4', 'fortran_order': False, 'shape': (16, 8), }", 0);
  const blocks = zeros(2 ** 30 / BLOCK);

  test.each([
    [
      'that says what it unpacks to',
      2 ** 30 + head.length,
      /should hold 512 bytes from offset 128, found 107\d+/,
    ],
    [
      'that says what its header needs',
      512 + head.length,
      /should unpack to 640 bytes, found more/,
    ],
    ['that says more than deflate can do', 2 ** 31, /cannot hold them/],
    ['beyond what is read at all', 2 ** 32 - 2, /at most 2147483648 are read/],
  ])('%s', (_, size, message) => {
    const bytes = zip([
      {
        path: 'q.npy',
        bytes: head,
        packed: joined([storedBlock(head), blocks]),
        told: { size, method: 8 },
      },
    ]);
    const before = process.memoryUsage().rss;
    refused(bytes, message);
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
  });
});

describe('archives of other makers', () => {
  test('with a comment, and a member whose sizes come behind it', () => {
    const bytes = zip(
      [npy('q', { deflate: true, local: { flags: 8, crc: 0, size: 0, packed: 0 } })],
      {
        comment: new TextEncoder().encode('made by hand'),
      },
    );
    expect(readNpz(bytes).get('q')?.bytes).toEqual(Q.bytes);
  });

  test('in the form for more than four gigabytes', () => {
    const members = [npy('p'), npy('q', { wide: true, deflate: true })];
    expect(readNpz(zip(members, { wide: true })).get('q')?.bytes).toEqual(Q.bytes);
  });

  test('arrays larger than a step are read in steps, of a page’s file too', async () => {
    const values = Float32Array.from({ length: 300_000 }, (_, i) => Math.sin(i));
    const one = { shape: [values.length], dtype: 'f4', bytes: new Uint8Array(values.buffer) };
    const bytes = new Uint8Array(writeNpz({ q: one }));
    const { arrays } = await readLater(npzArrays(bytes.length, ['q']), new Blob([bytes]));
    for (const read of [arrays, readNpz(bytes)]) {
      expect(Buffer.compare(read.get('q')!.bytes, one.bytes)).toBe(0);
    }
  });
});

test('no bytes make it fail in another way', () => {
  const valid = zip([npy('q', { deflate: true }), npy('k')]);
  const change = fc.record({
    at: fc.nat(valid.length - 1),
    to: fc.nat(255),
    cut: fc.nat(valid.length),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 4 }), fc.boolean(), (changes, short) => {
      const bytes = valid.slice();
      for (const { at, to } of changes) bytes[at] = to;
      const whole = short ? bytes.subarray(0, changes[0]?.cut ?? 0) : bytes;
      try {
        expect(
          readNow(npzArrays(whole.length, ['q']), sourceOfBytes(whole)).arrays.get('q')?.bytes ??
            Q.bytes,
        ).toEqual(Q.bytes);
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error;
      }
    }),
  );
});

/** A .npy of this header, with as many zeros behind it. */
function written(dict: string, size: number): Uint8Array {
  const header = `${dict.padEnd(117)}\n`;
  const start = [0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length, 0];
  return joined([Uint8Array.from(start), new TextEncoder().encode(header), new Uint8Array(size)]);
}

/** A block of deflate that holds bytes as they are, with more to come. */
function storedBlock(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const counts = [length & 255, length >> 8, ~length & 255, (~length >> 8) & 255];
  return joined([Uint8Array.from([0, ...counts]), bytes]);
}

/** Zeros by deflate, with more to come: so many times what one call packs. */
function zeros(times: number): Uint8Array {
  const { Z_FULL_FLUSH } = constants;
  const one = deflateRawSync(new Uint8Array(BLOCK), { finishFlush: Z_FULL_FLUSH });
  return joined(Array.from({ length: times }, () => one));
}
