// Eviction traces: read and refused by name, written and read back, and drawn as the run they came from.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, jsonOf, npzOf, traceLike, type Given } from './traces.ts';
import { readNpz, writeNpz } from '../../../../src/core/npy.ts';
import { readTrace } from '../../../../src/domains/decode/trace/read.ts';
import { shareHeld } from '../../../../src/domains/decode/trace/format.ts';
import { packed, unpacked } from '../../../../src/domains/decode/trace/pack.ts';
import { opened } from '../../../../src/domains/decode/trace/held.ts';
import { measureTrace } from '../../../../src/domains/decode/trace/compute.ts';
import { toRows } from '../../../../src/core/mask/ops.ts';

/** Two layers of two heads, six tokens, three of them the prompt; one head forgets 1, then 0 and 3. */
const KEPT = ['101100', '101110', '001011'];
const ALL = ['111100', '111110', '111111'];
const SMALL = {
  kept: [
    [ALL, KEPT],
    [ALL, ALL],
  ],
};

const open = (given: Given, ending = 'npz') =>
  readTrace(`some/run.${ending}`, ending === 'npz' ? npzOf(given) : jsonOf(given));

/** The same with one digit of `kept` or another array changed. */
function changed(
  name: 'kept' | 'read',
  layer: number,
  head: number,
  row: number,
  text: string,
): Given {
  const array = JSON.parse(JSON.stringify(SMALL.kept)) as string[][][];
  array[layer]![head]![row] = text;
  return { ...SMALL, [name]: array };
}

describe.each(['npz', 'json'])('.%s', (ending) => {
  it('tells when each key left', () => {
    const trace = open(SMALL, ending);
    expect(trace).toMatchObject({ name: `run.${ending}`, layers: 2, heads: 2, n: 6, prompt: 3 });
    expect([...trace.leaves.subarray(6, 12)]).toEqual([5, 3, 6, 5, 6, 6]);
    expect([...trace.leaves.subarray(0, 6)]).toEqual([6, 6, 6, 6, 6, 6]);
    expect(trace).toMatchObject({
      read: null,
      attention: null,
      tokens: [],
      ids: null,
      method: null,
    });
    // 3 of 4, 4 of 5, 3 of 6 keys.
    expect(shareHeld(trace, 0, 1)).toBeCloseTo((0.75 + 0.8 + 0.5) / 3, 12);
    expect(shareHeld(trace, 1, 1)).toBe(1);
  });

  it('takes what else a file tells', () => {
    const read = [
      [ALL, ['100100', '100010', '000011']],
      [ALL, ALL],
    ];
    const trace = open(
      {
        ...SMALL,
        ...{ read, prompt: 3, head_dim: 4, kv_heads: 1, method: 'mine', model: 'tiny' },
        tokens: ['', 'the', ' naïve', ' 🦊', '.', '\n'],
        ids: [0, 5, 6, 7, 8, 4_000_000_000],
      },
      ending,
    );
    expect(trace).toMatchObject({ headDim: 4, kvHeads: 1, method: 'mine', model: 'tiny' });
    expect(trace.tokens).toEqual(['', 'the', ' naïve', ' 🦊', '.', '\n']);
    expect([...trace.ids!]).toEqual([0, 5, 6, 7, 8, 4_000_000_000]);
    const { caches, whole } = opened(unpacked(packed(trace, 'mark')));
    expect(toRows(caches[0]![1]!.read)).toEqual(['#..#..', '#...#.', '....##']);
    // One key/value head a layer, of which two query heads share what they read and hold.
    expect(whole.bytesFull).toBe(2 * 6 * 2 * 4 * 2);
    expect(whole.bytesHeld).toBe(2 * 6 * 2 * 4 * 2);
    expect(whole.bytesRead).toBe((2 * 15 * 2 * 4 * 2) / 3);
  });

  it.each<[string, Given, string]>([
    [
      'comes back',
      changed('kept', 0, 1, 2, '011011'),
      'kept must be 0 at offset 31, found 1: token 1 of layer 0, head 1 is back at step 5, after it had left at step 3',
    ],
    [
      'is neither 0 nor 1',
      changed('kept', 1, 0, 0, '121100'),
      'kept must hold 0 or 1, found 2 at offset 37: token 1 of layer 1, head 0 at step 3',
    ],
    [
      'is not written yet',
      changed('kept', 0, 0, 1, '111111'),
      'kept must be 0 at offset 11, found 1: token 5 of layer 0, head 0 is not written yet at step 4',
    ],
    [
      'is read and gone',
      changed('read', 0, 1, 0, '111100'),
      'read must be 0 where kept is, found 1 at offset 19: token 1 of layer 0, head 1 is read at step 3 and no longer stored',
    ],
    [
      'has another prompt',
      { ...SMALL, prompt: 4 },
      'prompt must be n − steps = 6 − 3 = 3, found 4',
    ],
    [
      'has too few tokens',
      { ...SMALL, tokens: ['a', 'b'] },
      'tokens must be 6 texts, one a token; found the shape [2]',
    ],
    [
      'has too few ids',
      { ...SMALL, ids: [1, 2, 3] },
      'ids must be 6 numbers, one a token; found the shape [3]',
    ],
    [
      'shares no heads',
      { ...SMALL, kv_heads: 3 },
      'kv_heads must divide the 2 heads of kept, found 3',
    ],
    ['is flat', { kept: '0110' }, 'kept must have the shape [layers, heads, steps, n], found [4]'],
    [
      'has no prompt',
      { kept: [[['10', '11']]] },
      'kept has 2 steps of 2 tokens: at least one token must be the prompt',
    ],
    ['lacks kept', { prompt: 3 }, 'kept is missing; of a trace it holds prompt'],
    [
      'has another shape',
      { ...SMALL, read: [[ALL, ALL]] },
      'read must have the shape of kept, [2, 2, 3, 6]; found [1, 2, 3, 6]',
    ],
  ])('refuses what %s', (_, given, message) => {
    expect(() => open(given, ending)).toThrow(message);
    expect(() => open(given, ending)).toThrow(`“some/run.${ending}”: `);
  });
});

describe('attention', () => {
  const even = (bits: string): number[] => {
    const seen = bits.lastIndexOf('1') + 1;
    return Array.from(bits, (_, key) => (key < seen ? 1 / seen : 0));
  };
  const attention = [
    [ALL.map(even), ALL.map(even)],
    [ALL.map(even), ALL.map(even)],
  ];

  it.each(['npz', 'json'])('gives recall and misses (%s)', (ending) => {
    const trace = opened(
      unpacked(packed(open({ ...SMALL, read: SMALL.kept, attention }, ending), 'm')),
    );
    const subject = { n: 6, prompt: 3, layer: 0, head: 1, key: '' };
    const { metrics, rowRecall, misses } = measureTrace(trace, subject, trace.caches[0]![1]!);
    expect([...rowRecall].map((each) => each.toFixed(3))).toEqual(['0.750', '0.800', '0.500']);
    expect(metrics.sparsity).toBeCloseTo(1 - 10 / 15, 12);
    expect(misses.map(({ at, key, left }) => [at, key, left])).toEqual([
      [3, 1, 3],
      [5, 0, 5],
      [5, 3, 5],
    ]);
    expect(metrics.bytesHeld).toBeNaN();
  });

  it('is refused where it is none', () => {
    const wrong = JSON.parse(JSON.stringify(attention)) as typeof attention;
    wrong[1]![0]![2]![3] = 0.5;
    expect(() => open({ ...SMALL, attention: wrong })).toThrow(
      'attention of layer 1, head 0 at step 5 must sum to 1 over all keys, evicted ones too; found 1.333 from offset 48',
    );
    wrong[1]![0]![2]![3] = -1;
    expect(() => open({ ...SMALL, attention: wrong })).toThrow('found -1 at offset 51');
  });

  it('is not made up where it is unknown', () => {
    const trace = opened(unpacked(packed(open(SMALL), 'm')));
    const subject = { n: 6, prompt: 3, layer: 0, head: 1, key: '' };
    const { metrics, rowRecall, misses } = measureTrace(trace, subject, trace.caches[0]![1]!);
    expect({ ...metrics, rows: rowRecall.length, misses }).toMatchObject({
      ...{ recall: NaN, sparsity: NaN, bytesRead: NaN, nats: NaN },
      ...{ held: 3, rows: 0, misses: [] },
    });
  });
});

describe('files of other programs', () => {
  it('may hold booleans, wide integers and floats', () => {
    const bytes = npzOf(SMALL);
    const { shape, bytes: bits } = readNpz(bytes, ['kept']).get('kept')!;
    const as = (dtype: string, values: { buffer: ArrayBufferLike }) =>
      readTrace('x.npz', writeNpz({ kept: { shape, dtype, bytes: new Uint8Array(values.buffer) } }))
        .leaves;
    const { leaves } = readTrace('x.npz', bytes);
    expect(as('b1', bits.slice())).toEqual(leaves);
    expect(as('i8', BigInt64Array.from(bits, BigInt))).toEqual(leaves);
    expect(as('f4', Float32Array.from(bits))).toEqual(leaves);
    expect(() =>
      as(
        'f4',
        Float32Array.from(bits, (bit) => bit / 2),
      ),
    ).toThrow('found 0.5 at offset 0');
  });

  it.each([
    ['{"kept": [[["10", "1"]]]}', 'kept[0][0][1] must have 2 entries, found 1'],
    ['{"kept": [[["10", "1x"]]]}', 'kept[0][0][1][1] must be a digit, found “x”'],
    ['{"kept": [[[[1, 0], [1, null]]]]}', 'kept[0][0][1][1] must be a number, found null'],
    ['{"kept": [], "kept": []}', '“kept” is given twice'],
    ['[1]', 'a trace is an object {"kept": …}, found [1]'],
    ['{"kept": ', 'this is no JSON'],
    ['{"kept": [[["100", "110"]]], "tokens": ["a", 3, "b"]}', 'tokens[1] must be text, found 3'],
  ])('%s', (text, message) => {
    expect(() => readTrace('x.json', new TextEncoder().encode(text))).toThrow(message);
  });

  it('of other kinds are refused', () => {
    expect(() => readTrace('x.csv', new Uint8Array(4))).toThrow('must end in .npz or .json');
  });
});

it('any trace is read back, from either format', () => {
  fc.assert(
    fc.property(traceLike, (given) => {
      const [npz, json] = [open(given), open(given, 'json')];
      expect({ ...json, name: '' }).toEqual({ ...npz, name: '' });
      const { caches } = opened(unpacked(packed(npz, 'm')));
      expect(caches.map((heads) => heads.map(({ read }) => toRows(read)))).toEqual(
        cellsOf(given.read),
      );
    }),
  );
});
