// Formats, densities and costs, by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromRows } from '../../../../src/core/mask/ops.ts';
import { buildBitset } from '../../../../src/core/mask/bitset.ts';
import { createRandom } from '../../../../src/core/random.ts';
import { costOf, measureModel, probeOf } from '../../../../src/domains/weights/cost.ts';
import { METRICS } from '../../../../src/domains/weights/definitions.ts';
import {
  FORMAT_INFO,
  FORMATS,
  fitsTwoOfFour,
  formatCosts,
  indexBytes,
  sumCosts,
} from '../../../../src/domains/weights/formats.ts';
import { densities } from '../../../../src/domains/weights/densities.ts';
import { marginals, matrixMetrics } from '../../../../src/domains/weights/metrics.ts';
import { pruneModel } from '../../../../src/domains/weights/prune.ts';
import { tokenLosses } from '../../../../src/model/loss.ts';
import type { NeedleCase } from '../../../../src/model/needles.ts';
import { settingOf, TEXT, tinySubject, tokens } from './tiny.ts';

const mask = fromRows(['##..#..#', '.#.#....']);

describe('formats', () => {
  it('of a matrix of 2 × 8 with 6 kept weights in float16', () => {
    expect(formatCosts(mask)).toEqual({
      dense: { bytes: 32, flops: 32, breakEven: null },
      // 16 bits, and 6 values of 2 bytes
      bitmask: { bytes: 2 + 12, flops: 32, breakEven: 1 / 16 },
      // 6 values of 2 + 2 bytes, and 3 row starts of 4; 1 − (32 − 12) / (4 · 16)
      csr: { bytes: 24 + 12, flops: 12, breakEven: 1 - 20 / 64 },
      // 8 values of 2 bytes and 8 places of 2 bits
      '2:4': { bytes: 16 + 2, flops: 16, breakEven: null },
    });
  });

  it('of float32 values have other break-even points', () => {
    // 1/(8·4) = 3.1 %
    expect(formatCosts(mask, 4).bitmask?.breakEven).toBe(0.03125);
  });

  it('of very wide matrices take four bytes for a column', () => {
    expect([indexBytes(65_536), indexBytes(65_537)]).toEqual([2, 4]);
    // One kept value of 2 bytes with its column of 4, and two row starts.
    const wide = buildBitset(1, 65_537, (_, col) => col === 9);
    expect(formatCosts(wide).csr?.bytes).toBe(2 + 4 + 8);
  });

  it('2:4 needs at most two of every four', () => {
    expect(fitsTwoOfFour(mask)).toBe(true);
    expect(fitsTwoOfFour(fromRows(['###.....']))).toBe(false);
    expect(fitsTwoOfFour(fromRows(['.##.##..']))).toBe(true);
    expect(fitsTwoOfFour(fromRows(['##....']))).toBe(false); // six inputs are no whole groups
    expect(formatCosts(fromRows(['###.....']))['2:4']).toBeNull();
  });

  it('break even with dense where they say', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
        const random = createRandom(seed);
        const drawn = buildBitset(40, 64, () => random.next() >= share);
        const costs = formatCosts(drawn);
        const sparsity = 1 - drawn.count() / (40 * 64);
        for (const id of ['bitmask', 'csr'] as const) {
          const { bytes, breakEven } = costs[id]!;
          expect(bytes < costs.dense!.bytes).toBe(sparsity > breakEven!);
        }
      }),
    );
  });

  it('add up over matrices, and stop where one does not fit', () => {
    const sums = sumCosts([formatCosts(mask), formatCosts(mask)]);
    expect(sums.dense).toEqual({ bytes: 64, flops: 64 });
    expect(sums['2:4']).toEqual({ bytes: 36, flops: 32 });
    expect(sumCosts([formatCosts(mask), formatCosts(fromRows(['####']))])['2:4']).toBeNull();
  });

  it('explain themselves', () => {
    for (const id of FORMATS) {
      for (const text of Object.values(FORMAT_INFO[id])) expect(text).toMatch(/\w/);
      expect(FORMAT_INFO[id].sentence).toMatch(/^[A-Z].*\.$/);
    }
    for (const { sentence } of Object.values(METRICS)) expect(sentence).toMatch(/\.$/);
  });
});

describe('metrics', () => {
  it('count what is kept', () => {
    const selection = {
      mask,
      estimationFlops: 7,
      contest: { among: 'row' },
      trace: () => [],
    } as const;
    expect(matrixMetrics(selection, 0.25)).toMatchObject({
      weights: 16,
      kept: 6,
      sparsity: 1 - 6 / 16,
      outputError: 0.25,
      estimationFlops: 7,
    });
    expect(marginals(mask)).toEqual({
      rows: Float32Array.of(4 / 8, 2 / 8),
      cols: Float32Array.of(0.5, 1, 0, 0.5, 0.5, 0, 0, 0.5),
    });
  });

  it('tell densities by block and by kind, weighted by size', () => {
    const at = (layer: number, name: 'q' | 'up', kept: number) => ({
      ...{ layer, name, kept, weights: 4 },
    });
    const found = densities([at(0, 'q', 2), at(0, 'up', 4), at(1, 'q', 2), at(1, 'up', 2)]);
    expect(found.all).toBe((2 + 4 + 2 + 2) / 16);
    expect(found.layers).toEqual([6 / 8, 4 / 8]);
    expect(found.kinds).toMatchObject({ q: 4 / 8, up: 6 / 8 });
  });
});

describe('cost', () => {
  const subject = tinySubject();
  const ids = tokens(11, 40);

  it('is the loss of the pruned model on the probe', async () => {
    const probe = await probeOf(subject.llama, ids);
    const pruning = await pruneModel(subject, TEXT, settingOf('wanda', { sparsity: 0.6 }));
    const passes: number[] = [];
    const cost = await measureModel(pruning, probe, { onPass: () => passes.push(1) });
    const { logits } = await pruning.llama.forward(ids);
    const mean =
      tokenLosses(logits, ids)
        .slice(1)
        .reduce((a, b) => a + b, 0) / 39;
    expect(cost.nats).toBeCloseTo(mean, 6);
    expect(cost.perplexity).toBeCloseTo(Math.exp(mean), 4);
    expect(cost.deltaNats).toBeCloseTo(mean - probe.denseNats, 6);
    expect(cost.sparsity).toBe(pruning.sparsity);
    expect(passes).toHaveLength(1);
    expect(await costOf(subject, TEXT, settingOf('wanda', { sparsity: 0.6 }), probe)).toEqual(cost);
  });

  it('is nothing for the dense model, and needles are counted', async () => {
    const { logits } = await subject.llama.forward(ids);
    const best = Array.from({ length: 40 }, (_, t) => {
      const row = logits.data.subarray(t * logits.cols, (t + 1) * logits.cols);
      return row.indexOf(Math.max(...row));
    });
    // One needle whose only token is what the model says, one that is not.
    const right = Uint32Array.from(ids);
    right[20] = best[19]!;
    const needle = (start: number) => ({
      question: '',
      answer: '',
      start,
      end: start + 1,
      distance: 1,
    });
    const cases: NeedleCase[] = [{ seed: 1, ids: right, needles: [needle(20), needle(10)] }];
    const probe = await probeOf(subject.llama, ids, cases);
    const cost = await measureModel({ llama: subject.llama, sparsity: 0 }, probe);
    expect(cost).toMatchObject({
      deltaNats: 0,
      needles: 2,
      needlesRight: best[9] === ids[10] ? 2 : 1,
    });
  });
});
