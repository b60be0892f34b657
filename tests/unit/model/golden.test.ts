// The shipped model against transformers: ids, logits and every head's attention of three texts, as
// computed there in float32 from the same float16 weights (see tests/golden/model/index.json).
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { lazyCausal } from '../../../src/core/mask/lazy.ts';
import { causalMask } from '../../../src/core/mask/patterns.ts';
import { sampleFrom } from '../../../src/domains/sample.ts';
import { openModel, type Model } from '../../../src/model/folder.ts';
import { hiddenLosses, meanLoss } from '../../../src/model/loss.ts';
import { needleCase, scoreNeedles } from '../../../src/model/needles.ts';
import { readSafetensors } from '../../../src/model/safetensors.ts';
import { Tokenizer } from '../../../src/model/tokenizer.ts';
import { largestGap } from './gap.ts';
import { kernelsOf, TIERS } from './tiers.ts';

interface GoldenText {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly ids: readonly number[];
  readonly attentionRows: readonly number[];
  readonly logitRows: readonly number[];
}

const GOLDEN = new URL('../../golden/model/', import.meta.url);
const MODEL = new URL('../../../public/models/atlas-3m/', import.meta.url);
const DRAFT = new URL('draft/', MODEL);

const read = (folder: URL, name: string): ArrayBuffer =>
  Uint8Array.from(readFileSync(new URL(name, folder))).buffer;
const readJson = (folder: URL, name: string): unknown =>
  JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

const { texts } = readJson(GOLDEN, 'index.json') as { texts: GoldenText[] };
const files = new Map(
  ['config.json', 'tokenizer.json', 'model.safetensors'].map((name) => [name, read(MODEL, name)]),
);

describe('tokenizer', () => {
  const tokenizer = new Tokenizer(readJson(MODEL, 'tokenizer.json'));

  test('a thousand lines give the ids of the reference, and the lines back', () => {
    const golden = readJson(GOLDEN, 'tokenizer-lines.json') as { lines: string[]; ids: number[][] };
    expect(golden.lines.length).toBe(1000);
    for (const [i, line] of golden.lines.entries()) {
      const ids = [...tokenizer.encode(line).ids];
      expect({ line, ids }).toEqual({ line, ids: [0, ...golden.ids[i]!] });
      expect(tokenizer.decode(ids)).toBe(line);
    }
  });

  test('the three texts do, too', () => {
    for (const { text, ids } of texts) expect([...tokenizer.encode(text).ids]).toEqual(ids);
  });
});

test('there are three texts of 64 to 256 tokens', () => {
  expect(texts.length).toBe(3);
  for (const { ids } of texts) {
    expect(ids.length).toBeGreaterThanOrEqual(64);
    expect(ids.length).toBeLessThanOrEqual(256);
  }
});

describe.each(TIERS)('the model with %s kernels', (tier) => {
  let model: Model;
  beforeAll(async () => {
    model = openModel(files, await kernelsOf(tier));
  });

  test.each(texts)('computes $name as transformers does', async (golden) => {
    const { llama } = model;
    const expected = readSafetensors(read(GOLDEN, golden.file));
    const { logits, heads } = await llama.forward(golden.ids, { keep: 'heads' });

    const width = logits.cols;
    const rows = golden.logitRows.flatMap((row) => [
      ...logits.data.subarray(row * width, (row + 1) * width),
    ]);
    expect(largestGap(rows, expected.float32('logits'))).toBeLessThan(1e-3);

    // Per head the kept rows one after the other, row i with its i + 1 causal entries.
    const attention = expected.float32('attention');
    const entries = golden.attentionRows.reduce((sum, row) => sum + row + 1, 0);
    const all = heads.flat();
    expect(all.length).toBe(36);
    expect(attention.length).toBe(36 * entries);
    for (const [h, head] of all.entries()) {
      const map = llama.attention(head);
      const kept = golden.attentionRows.flatMap((row) => [
        ...map.subarray(row * head.n, row * head.n + row + 1),
      ]);
      const there = attention.subarray(h * entries, (h + 1) * entries);
      expect(largestGap(kept, there)).toBeLessThan(1e-5);
    }
  });

  test('a mask of all causal pairs leaves the logits within rounding', async () => {
    const { ids } = texts[0]!;
    const dense = await model.llama.forward(ids);
    const masked = await model.llama.forward(ids, { mask: ({ n }) => causalMask(n) });
    expect(largestGap(masked.logits.data, dense.logits.data)).toBeLessThan(1e-3);
  });
});

test('the draft computes the tale as transformers does, and writes on as it does there', async () => {
  const draft = new Map(
    ['config.json', 'model.safetensors'].map((name) => [name, read(DRAFT, name)] as const),
  );
  draft.set('tokenizer.json', files.get('tokenizer.json')!);
  const { llama } = openModel(draft, await kernelsOf('relaxed-simd'));
  const golden = readSafetensors(read(GOLDEN, 'draft.safetensors'));
  const ids = [...texts.find(({ name }) => name === 'tale')!.ids];
  const before = ids.length;

  const { logits } = await llama.forward(ids);
  const last = logits.data.subarray((before - 4) * logits.cols);
  expect(largestGap(last, golden.float32('logits'))).toBeLessThan(1e-3);

  const written = golden.float32('greedy');
  for (let step = 0; step < written.length; step++) {
    const { logits: next } = await llama.forward(ids);
    ids.push(sampleFrom(next.data.subarray(next.data.length - next.cols), 0, 0));
  }
  expect(ids.slice(before)).toEqual([...written]);
});

test('a tale that the model never read: its loss, and needles that are found until masked away', async () => {
  const { llama, tokenizer } = openModel(files, await kernelsOf('relaxed-simd'));
  const tale = needleCase(tokenizer, 'golden needles', 512);
  const { hidden } = await llama.forward(tale.ids, { logits: 'none' });
  expect(meanLoss(await hiddenLosses(llama, hidden, tale.ids))).toBeLessThan(1);
  const dense = await scoreNeedles(llama, tale);
  expect(dense.total).toBeGreaterThan(2);
  expect(dense.right).toBe(dense.total);
  // Two keys a row reach six tokens back over six layers, and no number stands that near.
  const narrow = ({ n }: { n: number }) =>
    lazyCausal(n, (row, add) => {
      add(Math.max(0, row - 1), row + 1);
    });
  expect((await scoreNeedles(llama, tale, { mask: narrow })).right).toBe(0);
});
