// A head through the file and back: exact where it says so, within half precision elsewhere.
import { beforeAll, describe, expect, it } from 'vitest';
import { fingerprint } from '../../../src/core/fingerprint.ts';
import {
  readSnapshot,
  writeSnapshot,
  type FullHead,
} from '../../../src/domains/attention/snapshot.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { openModel, type Model } from '../../../src/model/folder.ts';
import { writeSafetensors } from '../../../src/model/safetensors-write.ts';
import { tinyFolder } from '../model/tiny.ts';

const TEXT = 'the cat sat on the mat — 12 cats';
const TOKENS = 16;

let model: Model;
let heads: FullHead[];
let cut: Omit<Parameters<typeof writeSnapshot>[0], 'head'>;

beforeAll(async () => {
  model = openModel(tinyFolder({ num_key_value_heads: 4 }), typescriptKernels);
  const { ids, pieces, starts, ends } = model.tokenizer.encode(TEXT);
  cut = {
    model: 'tiny',
    text: TEXT,
    tokens: TOKENS,
    total: ids.length,
    ids: ids.slice(0, TOKENS),
    pieces: pieces.slice(0, TOKENS),
    starts: starts.slice(0, TOKENS),
    ends: ends.slice(0, TOKENS),
  };
  const result = await model.llama.forward(cut.ids, { keep: 'heads', logits: 'none' });
  heads = result.heads.flat();
});

describe('a snapshot', () => {
  it('that is exact holds the very head of the model', () => {
    const head = heads[6]!;
    const back = readSnapshot(writeSnapshot({ ...cut, head }, true), typescriptKernels);
    expect(back.exact).toBe(true);
    expect(back.head).toEqual(head);
  });

  it('in half precision is off by at most one part in 2048', () => {
    const head = heads[5]!;
    const back = readSnapshot(writeSnapshot({ ...cut, head }, false), typescriptKernels);
    expect(back.exact).toBe(false);
    for (const name of ['qPre', 'kPre', 'v'] as const) {
      for (const [i, value] of head[name].data.entries()) {
        const off = Math.abs((back.head[name]?.data[i] ?? NaN) - value);
        expect(off).toBeLessThanOrEqual(Math.abs(value) / 2048 + 2 ** -25);
      }
    }
    // A rotation mixes two numbers, so queries are off by no more than their pair's length.
    for (let i = 0; i < head.q.data.length; i++) {
      expect(back.head.q.data[i]).toBeCloseTo(head.q.data[i] ?? NaN, 2);
    }
  });

  it('tells the text as the model cuts it', () => {
    const back = readSnapshot(writeSnapshot({ ...cut, head: heads[0]! }, false), typescriptKernels);
    const { model: name, text, tokens, total, ids, pieces, starts, ends } = back;
    expect({ model: name, text, tokens, total, ids, pieces, starts, ends }).toEqual(cut);
  });

  it('is refused for a head that shares its keys', async () => {
    const grouped = openModel(tinyFolder(), typescriptKernels);
    const { heads: all } = await grouped.llama.forward(cut.ids, { keep: 'heads', logits: 'none' });
    const head = all[0]![3] as FullHead;
    expect(() => writeSnapshot({ ...cut, head }, false)).toThrow(
      'head 3 shares its keys (group 1): no snapshot of it',
    );
  });

  it('is told from other files', () => {
    const other = writeSafetensors({}, { format: 'pt' });
    expect(() => readSnapshot(other, typescriptKernels)).toThrow('has the format “pt”');
    expect(() => readSnapshot(writeSafetensors({}), typescriptKernels)).toThrow('names no format');
  });
});

describe('fingerprint', () => {
  // FNV-1a: of nothing the offset basis; of "a" (0x811c9dc5 ^ 0x61) · 0x01000193 mod 2^32.
  it.each([
    ['', '0-811c9dc5'],
    ['a', '1-e40c292c'],
  ])('of “%s” is %s', (text, mark) => expect(fingerprint(text)).toBe(mark));
});
