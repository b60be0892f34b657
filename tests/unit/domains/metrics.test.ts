import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causalMask, linesMask } from '../../../src/core/mask/patterns.ts';
import { buildCausal } from '../../../src/core/mask/runs.ts';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { matrix, matrixOf } from '../../../src/core/tensor.ts';
import { HEAD_METRICS, METRICS, readMetric } from '../../../src/domains/attention/definitions.ts';
import { measureHead, pairMetrics } from '../../../src/domains/attention/metrics.ts';
import { typescriptKernels as kernels } from '../../../src/kernels/ts.ts';
import type { AttentionHead, AttentionSelection } from '../../../src/methods/attention.ts';
import { randomHead } from './heads.ts';

const now = (): Promise<void> => Promise.resolve();

function selectionOf(mask: Mask, more: Partial<AttentionSelection> = {}): AttentionSelection {
  return { mask, estimationFlops: 0, decodeKeys: 'unchanged', trace: () => [], ...more };
}

/** A random causal mask with at least one key in every row. */
const masks = (n: number): fc.Arbitrary<Mask> =>
  fc
    .array(fc.array(fc.boolean(), { minLength: n, maxLength: n }), { minLength: n, maxLength: n })
    .map((cells) =>
      buildCausal(n, (row, keep) => {
        for (let j = 0; j < row; j++) if (cells[row]?.[j]) keep(j, j + 1);
        if (cells[row]?.[row] || !cells[row]?.slice(0, row).some(Boolean)) keep(row, row + 1);
      }),
    );

describe('counts', () => {
  it('finds 58 pairs in a window of 4 over 16 tokens', () => {
    // 4·5/2 = 10 pairs in the first four rows, then 12 rows of 4.
    const counts = pairMetrics(linesMask(16, [], [0, 1, 2, 3]));
    expect(counts.keptPairs).toBe(58);
    expect(counts.causalPairs).toBe(136);
    expect(counts.sparsity).toBeCloseTo(1 - 58 / 136, 12);
  });

  it('counts a ragged last tile as one', () => {
    // 17 tokens make 2 blocks of 16, so 3 causal tiles; the diagonal touches (0,0) and (1,1).
    const counts = pairMetrics(linesMask(17, [], [0]));
    expect(counts.tileDensity[16]).toBeCloseTo(2 / 3, 12);
    expect(counts.tileDensity[32]).toBe(1);
    expect(counts.tileDensity[64]).toBe(1);
  });

  it('is never negative: dense is exactly 0 sparse at any raggedness', () => {
    for (const n of [1, 15, 16, 17, 63, 64, 65, 100]) {
      const counts = pairMetrics(causalMask(n));
      expect(counts.sparsity).toBe(0);
      expect(counts.tileDensity).toEqual({ 16: 1, 32: 1, 64: 1 });
    }
  });
});

describe('recall and error', () => {
  it('are 1 and 0 for dense', async () => {
    const head = randomHead(3, 40, 8);
    const report = await measureHead(head, selectionOf(causalMask(40)), kernels, 6, now);
    expect(report.metrics.recall).toBeCloseTo(1, 6);
    expect(report.metrics.recallLastQuarter).toBeCloseTo(1, 6);
    expect(report.metrics.outputError).toBeLessThan(1e-6);
  });

  it('follow by hand from four tokens of equal scores', async () => {
    // q = 0, so row i weighs its i + 1 keys equally. The diagonal alone keeps 1, 1/2, 1/3, 1/4.
    // V = [4 0 0 0]: O = 4, 2, 4/3, 1 and Ô = 4, 0, 0, 0, so ‖O − Ô‖² = 4 + 16/9 + 1 = 61/9 and
    // ‖O‖² = 16 + 61/9 = 205/9.
    const head: AttentionHead = {
      n: 4,
      d: 1,
      layers: 1,
      heads: 1,
      layer: 0,
      head: 0,
      kvHead: 0,
      q: matrix(4, 1),
      k: matrixOf([[1], [2], [3], [4]]),
      v: matrixOf([[4], [0], [0], [0]]),
    };
    const diagonal = selectionOf(linesMask(4, [], [0]));
    const { metrics, rowRecall, rowError } = await measureHead(head, diagonal, kernels, 1, now);
    for (const [i, recall] of [1, 1 / 2, 1 / 3, 1 / 4].entries()) {
      expect(rowRecall[i]).toBeCloseTo(recall, 6);
    }
    for (const [i, error] of [0, 1, 1, 1].entries()) expect(rowError[i]).toBeCloseTo(error, 6);
    expect(metrics.recall).toBeCloseTo(25 / 48, 6);
    expect(metrics.recallLastQuarter).toBeCloseTo(0.25, 6); // ⌈4/4⌉ = 1 row
    expect(metrics.outputError).toBeCloseTo(Math.sqrt(61 / 205), 6);
  });

  it('obey O_i − Ô_i = (1 − ρ_i)(D_i − Ô_i), D the output of the dropped keys alone', async () => {
    const n = 12;
    const d = 4;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), masks(n), async (seed, mask) => {
        const head = randomHead(seed, n, d);
        const { rowRecall, rowError } = await measureHead(head, selectionOf(mask), kernels, 1, now);
        const scale = 1 / Math.sqrt(d);
        const dense = kernels.attentionOutput(head.q, head.k, head.v, scale, null, 0, n);
        const kept = kernels.attentionOutput(head.q, head.k, head.v, scale, mask, 0, n);
        const rest = complementOf(mask);
        const dropped = kernels.attentionOutput(head.q, head.k, head.v, scale, rest, 0, n);
        for (let i = 0; i < n; i++) {
          const loss = 1 - (rowRecall[i] ?? 0);
          let norm = 0;
          let error = 0;
          for (let c = 0; c < d; c++) {
            const at = i * d + c;
            const o = dense.data[at] ?? 0;
            const left = o - (kept.data[at] ?? 0);
            const right = loss * ((dropped.data[at] ?? 0) - (kept.data[at] ?? 0));
            expect(left).toBeCloseTo(right, 4);
            norm += o * o;
            error += left * left;
          }
          expect(rowError[i]).toBeCloseTo(Math.sqrt(error / norm), 2);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('cost', () => {
  it('adds up: 4d per pair, 4,608 bytes per key of the 6 × 6 × 32 model', async () => {
    const n = 20;
    const head = { ...randomHead(1, n, 32), layers: 6, heads: 6 };
    const mask = linesMask(n, [], [0, 1]); // 20 + 19 = 39 pairs
    const { metrics } = await measureHead(
      head,
      selectionOf(mask, { kernelPairs: 50, estimationFlops: 1000, decodeKeys: 2 }),
      kernels,
      6,
      now,
    );
    expect(metrics.idealFlops).toBe(4 * 32 * 39);
    expect(metrics.kernelFlops).toBe(4 * 32 * 50);
    expect(metrics.denseFlops).toBe(4 * 32 * 210);
    expect(metrics.kvBytesPerStep).toBe(2 * 4608);
    expect(metrics.kvBytesPerStepDense).toBe(20 * 4608);
    expect(readMetric('speedUp', metrics)).toBeCloseTo((4 * 32 * 210) / (4 * 32 * 50 + 1000), 12);
  });

  it('leaves decode unchanged where the method does', async () => {
    const head = randomHead(1, 8, 4);
    const { metrics } = await measureHead(head, selectionOf(causalMask(8)), kernels, 1, now);
    expect(metrics.kvBytesPerStep).toBeNull();
    expect(metrics.kernelFlops).toBe(metrics.idealFlops);
  });
});

it('lets others run between strips and stops where they say so', async () => {
  const n = 100;
  const head = randomHead(2, n, 4);
  const slow = { ...kernels, pace: 1 }; // so slow that strips have the least length, 16 rows
  const measure = (checkpoint: () => Promise<void>) =>
    measureHead(head, selectionOf(causalMask(n)), slow, 1, checkpoint);
  let strips = 0;
  await measure(() => Promise.resolve(void strips++));
  expect(strips).toBe(7);
  strips = 0;
  const stop = (): Promise<void> =>
    ++strips === 2 ? Promise.reject(new Error('enough')) : Promise.resolve();
  await expect(measure(stop)).rejects.toThrow('enough');
  expect(strips).toBe(2);
});

it('defines every number in a sentence with its denominator', () => {
  for (const definition of Object.values(METRICS)) {
    expect(definition.sentence.length).toBeGreaterThan(20);
    expect(definition.sentence.endsWith('.')).toBe(true);
    const isShare = definition.unit === 'fraction' || definition.unit === 'ratio';
    if (isShare) expect(definition.denominator).not.toBeNull();
  }
  expect(new Set(HEAD_METRICS).size).toBe(HEAD_METRICS.length);
});

function complementOf(mask: Mask): Mask {
  return buildCausal(mask.rows, (row, keep) => {
    let at = 0;
    mask.forEachRun(row, (start, end) => {
      keep(at, start);
      at = end;
    });
    keep(at, row + 1);
  });
}
