// The gate's gradient against finite differences, Adam by hand, and training on random heads.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { matrix, type Matrix } from '../../../src/core/tensor.ts';
import { Adam } from '../../../src/domains/adam.ts';
import { denseAttention } from '../../../src/domains/attention/context.ts';
import {
  gateGradient,
  gateLesson,
  gateLoss,
  gateOf,
  isRecorded,
  rateAt,
  trainGate,
  type GateFrame,
  type GateLesson,
} from '../../../src/domains/attention/gate-training.ts';
import { typescriptKernels as kernels } from '../../../src/kernels/ts.ts';
import { CancelledError } from '../../../src/core/result.ts';
import { randomHead } from './heads.ts';

function lessonOf(seed: number, n: number, d: number, block: number): GateLesson {
  const head = randomHead(seed, n, d);
  const before = {
    ...head,
    qPre: randomHead(seed + 1, n, d).q,
    kPre: randomHead(seed + 2, n, d).k,
  };
  return gateLesson(before, denseAttention(head, kernels), block, kernels);
}

function randomWeight(seed: number, { queries, keys }: GateLesson, scale: number): Matrix {
  const random = createRandom(seed);
  const weight = matrix(queries.cols, keys.cols);
  for (const i of weight.data.keys()) weight.data[i] = scale * random.normal();
  return weight;
}

describe('the gradient', () => {
  it('is that of finite differences, in every coordinate', () => {
    const lesson = lessonOf(3, 45, 4, 5); // a ragged last block, two rows left out
    const weight = randomWeight(9, lesson, 0.3);
    const gradient = gateGradient(lesson, gateOf(lesson, weight, kernels), kernels);
    const most = Math.max(...gradient.data.map(Math.abs));
    expect(most).toBeGreaterThan(1e-3);
    const h = 1e-2;
    for (const i of weight.data.keys()) {
      const at = (delta: number): number => {
        const moved = { ...weight, data: weight.data.slice() };
        moved.data[i]! += delta;
        return gateLoss(lesson, gateOf(lesson, moved, kernels));
      };
      const difference = (at(h) - at(-h)) / (2 * h);
      expect(Math.abs((gradient.data[i] ?? NaN) - difference)).toBeLessThan(4e-3 * most);
    }
  });

  it('vanishes where the gate says what it should', () => {
    const lesson = lessonOf(4, 40, 4, 5);
    const gradient = gateGradient(lesson, lesson.target, kernels);
    for (const g of gradient.data) expect(Math.abs(g)).toBeLessThan(1e-6);
    expect(gateLoss(lesson, lesson.target)).toBeCloseTo(0, 6);
  });
});

it('steps of Adam are as worked out by hand', () => {
  const weights = Float32Array.of(1, 1);
  const adam = new Adam(weights);
  // First step: m̂ = g and v̂ = g², so every weight moves by the rate, against the sign of g.
  adam.step(Float32Array.of(4, -0.5), 0.1);
  expect(weights[0]).toBeCloseTo(0.9, 6);
  expect(weights[1]).toBeCloseTo(1.1, 6);
  // g = 0 next: m̂ = 0.9·0.4/0.19 = 1.8947, v̂ = 0.999·0.016/0.001999 = 7.9960, ratio 0.67006.
  adam.step(Float32Array.of(0, 0), 0.1);
  expect(weights[0]).toBeCloseTo(0.9 - 0.067006, 5);
});

it('warms up to 0.001 and ends near nothing', () => {
  expect(rateAt(0, 500)).toBeCloseTo(5e-5, 12);
  expect(rateAt(19, 500)).toBeCloseTo(1e-3, 12);
  expect(rateAt(260, 500)).toBeCloseTo(5e-4, 12);
  expect(rateAt(499, 500)).toBeLessThan(1e-7);
});

describe('training', () => {
  const train = async (lesson: GateLesson, steps: number): Promise<GateFrame[]> => {
    const frames: GateFrame[] = [];
    const each = (frame: GateFrame): void => void frames.push(frame);
    await trainGate(lesson, { steps, seed: 1 }, kernels, each, () => Promise.resolve());
    return frames;
  };

  it('lowers the divergence and records gates that are distributions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 1, max: 90 }),
        async (seed, n) => {
          const lesson = lessonOf(seed, n, 8, 7);
          const frames = await train(lesson, 60);
          expect(frames.map(({ step }) => step)).toEqual(
            Array.from({ length: 61 }, (_, step) => step).filter((step) => isRecorded(step, 60)),
          );
          expect(frames.at(-1)?.kl).toBeLessThanOrEqual((frames[0]?.kl ?? 0) + 1e-6);
          const nb = lesson.target.rows;
          for (const { probs } of frames) {
            for (let I = 0; I < nb; I++) {
              const row = probs.subarray(I * nb, (I + 1) * nb);
              expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
              expect(row.subarray(I + 1).every((p) => p === 0)).toBe(true);
            }
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('gives the same gates again, and ends when told to', async () => {
    const lesson = lessonOf(5, 50, 8, 5);
    expect(await train(lesson, 30)).toEqual(await train(lesson, 30));
    let turns = 0;
    const run = trainGate(
      lesson,
      { steps: 500, seed: 1 },
      kernels,
      () => {},
      () => (++turns === 7 ? Promise.reject(new CancelledError()) : Promise.resolve()),
    );
    await expect(run).rejects.toThrow(CancelledError);
    expect(turns).toBe(7);
  });
});

it('says what is missing where there is nothing before RoPE', () => {
  const head = randomHead(1, 20, 4);
  expect(() => gateLesson(head, denseAttention(head, kernels), 5, kernels)).toThrow(/before RoPE/);
});
