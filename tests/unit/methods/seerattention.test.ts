// SeerAttention: gates are distributions, block positions are those of RoPE, and no row goes empty.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equals } from '../../../src/core/mask/ops.ts';
import { matrix } from '../../../src/core/tensor.ts';
import {
  divergence,
  gateTarget,
  learnedGate,
  rotateBlocks,
} from '../../../src/methods/attention/seerattention/gate.ts';
import dense from '../../../src/methods/attention/dense.ts';
import method from '../../../src/methods/attention/seerattention/seerattention.ts';
import { contextFor, kernels, randomHead, run } from './harness.ts';

const seed = fc.integer({ min: 0, max: 10_000 });
const length = fc.integer({ min: 1, max: 70 });
const block = fc.integer({ min: 1, max: 12 });

it('turns block summaries as RoPE turns the first token of each block', () => {
  const { q, d } = randomHead(1, 6);
  const turned = rotateBlocks(q, 5, 10000);
  const spread = matrix(30, d);
  for (let J = 0; J < 6; J++) spread.data.set(q.data.subarray(J * d, (J + 1) * d), J * 5 * d);
  const rope = kernels.rope(spread, 1, 10000);
  for (let J = 0; J < 6; J++) {
    for (let c = 0; c < d; c++) {
      expect(turned.data[J * d + c]).toBeCloseTo(rope.data[J * 5 * d + c]!, 5);
    }
  }
});

it('makes distributions of every row, gate and target alike', () => {
  fc.assert(
    fc.property(seed, length, block, (s, n, b) => {
      const head = randomHead(s, n);
      const ctx = contextFor(head);
      for (const { probs } of [
        learnedGate(head, 'step_500', b, ctx),
        gateTarget(ctx.dense(), n, b),
      ]) {
        for (let I = 0; I < probs.rows; I++) {
          const row = probs.data.subarray(I * probs.cols, (I + 1) * probs.cols);
          expect(row.reduce((x, y) => x + y, 0)).toBeCloseTo(1, 4);
          expect(row.slice(I + 1).every((p) => p === 0)).toBe(true);
        }
      }
    }),
  );
});

it('takes the largest weight of each tile as target', () => {
  const head = randomHead(2, 23);
  const probs = contextFor(head).dense();
  const target = gateTarget(probs, 23, 5).probs;
  const largest = (I: number, J: number) => {
    let most = 0;
    for (let i = I * 5; i < Math.min(23, I * 5 + 5); i++) {
      for (let j = J * 5; j < Math.min(i + 1, J * 5 + 5); j++)
        most = Math.max(most, probs[i * 23 + j]!);
    }
    return most;
  };
  const sum = [0, 1, 2, 3].reduce((total, J) => total + largest(3, J), 0);
  for (let J = 0; J < 4; J++) {
    expect(target.data[3 * target.cols + J]).toBeCloseTo(largest(3, J) / sum, 5);
  }
  expect(divergence(target, target)).toBe(0);
});

it('is dense at threshold 0 and at ratio 1', () => {
  fc.assert(
    fc.property(seed, length, block, (s, n, b) => {
      const head = randomHead(s, n, { sharpness: 1 });
      const all = run(dense, head).mask;
      for (const params of [{ rule: 'threshold', threshold: 0 }, { ratio: 1 }]) {
        const { mask } = run(method, head, { ...params, block: b, lastDense: false });
        expect(equals(mask, all)).toBe(true);
      }
    }),
  );
});

it('leaves no row empty by ratio, nor by a threshold below 1/nb', () => {
  fc.assert(
    fc.property(
      seed,
      length,
      block,
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      (s, n, b, x) => {
        const head = randomHead(s, n);
        const threshold = Math.min(0.2, (0.99 * x) / Math.ceil(n / b));
        for (const params of [{ ratio: x }, { rule: 'threshold', threshold }]) {
          expect(run(method, head, { ...params, block: b, lastDense: false }).warnings).toEqual([]);
        }
      },
    ),
  );
});

it('completes the last two block rows: a floor of 6.1 % of 64 block rows', () => {
  const { mask } = run(method, randomHead(3, 64), { block: 1, ratio: 0.001 });
  expect(mask.rowCount(62)).toBe(63);
  expect(mask.rowCount(63)).toBe(64);
  expect((63 + 64) / ((64 * 65) / 2)).toBeCloseTo(0.061, 3);
  expect(mask.count()).toBe(62 + 63 + 64);
});

it('says what is missing', () => {
  const { qPre: _, kPre: __, ...bare } = randomHead(1, 20);
  expect(() => run(method, bare)).toThrow(/add the tensors q_pre and k_pre/);
  const head = randomHead(1, 20);
  const wrong = { 'seer-gates': new Map([['step_500', matrix(10, 8)]]) };
  expect(() => run(method, head, {}, contextFor(head, wrong))).toThrow(
    /gates of 10 × 8 do not fit 36 heads of 8 dimensions/,
  );
  const empty = { 'seer-gates': new Map([['step_9', matrix(864, 8)]]) };
  expect(() => run(method, head, {}, contextFor(head, empty))).toThrow(
    'the gate table has no “step_500”; it has step_9',
  );
});
