import { beforeAll, describe, expect, it } from 'vitest';
import { linesMask } from '../../../src/core/mask/patterns.ts';
import { buildCausal, type RunsMask } from '../../../src/core/mask/runs.ts';
import {
  lossPasses,
  measureLoss,
  measureNeedles,
  type CostSubject,
  type Setting,
} from '../../../src/domains/attention/cost.ts';
import { typescriptKernels as kernels } from '../../../src/kernels/ts.ts';
import type { AttentionHead, AttentionMethod } from '../../../src/methods/attention.ts';
import { readConfig } from '../../../src/model/config.ts';
import { openLlama, type Llama } from '../../../src/model/llama.ts';
import { hiddenLosses, meanLoss } from '../../../src/model/loss.ts';
import { sourceOf, TINY, tinyTensors } from '../model/tiny.ts';

const N = 40;
const IDS = Uint32Array.from({ length: N }, (_, i) => (i * i * 7) % 290);
const now = (): Promise<void> => Promise.resolve();

let llama: Llama;
let subject: CostSubject;
beforeAll(async () => {
  const config = readConfig(TINY);
  llama = openLlama(config, sourceOf(tinyTensors(config, 5)), kernels);
  const { hidden } = await llama.forward(IDS, { logits: 'none' });
  const denseLosses = await hiddenLosses(llama, hidden, IDS);
  // Any tokens will do as a needle: here the last two of the text.
  const needles = [{ question: '', answer: '', start: N - 2, end: N, distance: 1 }];
  const cases = [{ seed: 0, ids: IDS, needles }];
  subject = { llama, ids: IDS, denseLosses, cases, assets: new Map() };
});

/** A method that keeps a window of `width` and notes the heads it was shown. */
function windowOf(width: number, looksAhead: boolean, seen: AttentionHead[] = []): Setting {
  const offsets = Array.from({ length: width }, (_, i) => i);
  const method: AttentionMethod = {
    id: 'toy',
    name: 'Toy',
    domain: 'attention',
    summary: '',
    about: '',
    notice: [],
    differs: [],
    tags: {
      unit: 'pair',
      selection: 'static',
      training: 'training-free',
      phase: 'any',
      role: 'baseline',
      looksAhead,
    },
    params: {},
    stages: [],
    claims: [],
    facts: [],
    atBudget: () => ({}),
    select(head) {
      seen.push(head);
      const mask = linesMask(head.n, [], offsets);
      return { mask, estimationFlops: 0, decodeKeys: 'unchanged', trace: () => [] };
    },
  };
  return { method, paramsFor: () => ({}) };
}

async function lossWith(mask: RunsMask, from = 1): Promise<number> {
  const { hidden } = await llama.forward(IDS, { mask: () => mask, logits: 'none' });
  return meanLoss(await hiddenLosses(llama, hidden, IDS), from);
}

describe('loss', () => {
  it('is unchanged by a mask that keeps all', async () => {
    const loss = await measureLoss(subject, windowOf(N, false), now);
    expect(loss.sparsity).toBe(0);
    expect(loss.deltaNats).toBeCloseTo(0, 6);
    expect(loss.continuation).toBeNull();
  });

  it('is that of the model run with the mask in every layer and head', async () => {
    const seen: AttentionHead[] = [];
    const loss = await measureLoss(subject, windowOf(4, false, seen), now);
    const expected = await lossWith(linesMask(N, [], [0, 1, 2, 3]));
    expect(loss.nats).toBeCloseTo(expected, 10);
    expect(loss.deltaNats).toBeCloseTo(expected - meanLoss(subject.denseLosses), 10);
    // Pairs of a window: 4·5/2 + 36·4 = 154 of 820.
    expect(loss.sparsity).toBeCloseTo(1 - 154 / 820, 12);
    expect(seen.map(({ layer, head }) => [layer, head])).toEqual(
      [0, 1].flatMap((layer) => [0, 1, 2, 3].map((head) => [layer, head])),
    );
  });

  it('shows each layer its own queries and keys, changed by the masks below', async () => {
    const dense: AttentionHead[] = [];
    const sparse: AttentionHead[] = [];
    await measureLoss(subject, windowOf(N, false, dense), now);
    await measureLoss(subject, windowOf(2, false, sparse), now);
    const first = sparse.findIndex(({ layer }) => layer === 1);
    expect(sparse[0]?.q).toEqual(dense[0]?.q); // nothing lies below the first layer
    expect(sparse[first]?.q).not.toEqual(dense[first]?.q);
  });
});

describe('continuation', () => {
  it('is decoded densely over a sparse prefill whose masks saw the prefill only', async () => {
    const seen: AttentionHead[] = [];
    const setting = windowOf(3, true, seen);
    const { continuation } = await measureLoss(subject, setting, now);
    const prefill = 30; // a quarter of 40 tokens is decoded
    const mask = buildCausal(N, (row, keep) => keep(row < prefill ? row - 2 : 0, row + 1));
    const expected = await lossWith(mask, prefill);
    expect(continuation?.tokens).toBe(10);
    expect(continuation?.nats).toBeCloseTo(expected, 10);
    expect(continuation?.deltaNats).toBeCloseTo(
      expected - meanLoss(subject.denseLosses, prefill),
      10,
    );
    expect(seen.slice(8).map(({ n, q, v }) => [n, q.rows, v.rows])).toEqual(
      Array.from({ length: 8 }, () => [prefill, prefill, prefill]),
    );
    expect(lossPasses(subject, setting)).toBe(2);
  });

  it('is left out for texts of a few tokens', async () => {
    const ids = IDS.slice(0, 7);
    const short = { ...subject, ids, denseLosses: subject.denseLosses.slice(0, 7) };
    const { continuation } = await measureLoss(short, windowOf(2, true), now);
    expect(continuation).toBeNull();
    expect(lossPasses(short, windowOf(2, true))).toBe(1);
  });
});

describe('needles', () => {
  const rows = linesMask(N, [], [0, 1]);
  const denseAnswers = buildCausal(N, (row, keep) =>
    keep(row === N - 3 || row === N - 2 ? 0 : row - 1, row + 1),
  );

  /** The text with its last two tokens replaced by what the model expects there under a mask. */
  async function expectedUnder(mask: RunsMask): Promise<Uint32Array> {
    const ids = IDS.slice();
    for (const t of [N - 2, N - 1]) {
      const { logits } = await llama.forward(ids, { mask: () => mask });
      const row = logits.data.subarray((t - 1) * logits.cols, t * logits.cols);
      ids[t] = row.indexOf(Math.max(...row));
    }
    return ids;
  }

  it('are sparse in every row, unless the method looks ahead: then answers are dense', async () => {
    const sparseIds = await expectedUnder(rows);
    const denseIds = await expectedUnder(denseAnswers);
    expect(sparseIds).not.toEqual(denseIds); // else the two ways could not be told apart
    const score = async (ids: Uint32Array, looksAhead: boolean): Promise<number> => {
      const cases = subject.cases.map((each) => ({ ...each, ids }));
      const setting = windowOf(2, looksAhead);
      const { needlesRight, needles } = await measureNeedles({ ...subject, cases }, setting, now);
      expect(needles).toBe(1);
      return needlesRight;
    };
    expect(await score(sparseIds, false)).toBe(1);
    expect(await score(denseIds, false)).toBe(0);
    expect(await score(sparseIds, true)).toBe(0);
    expect(await score(denseIds, true)).toBe(1);
  });
});

it('counts passes as they are made', async () => {
  let passes = 0;
  await measureLoss(subject, windowOf(2, true), now, () => passes++);
  await measureNeedles(subject, windowOf(2, true), now, () => passes++);
  expect(passes).toBe(3);
});
