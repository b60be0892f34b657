// The cost law of Kinetics against its worked example, the table of what it must show, and what must hold for any job.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesPerToken,
  costOf,
  coverage,
  INTENSITY,
  keysRead,
  SHAPES,
  totalOf,
  type Job,
  type Reading,
  type Shape,
} from '../../../../src/domains/decode/kinetics.ts';

const DENSE = { kind: 'dense' } as const;
const shapeOf = (name: string): Shape => SHAPES.find((shape) => shape.name === name)!;
const tera = (flops: number): number => flops / 1e12;

/** P 1000, H 2, G 1, d·Λ 8. */
const SMALL = { name: 'small', parameters: 1000, layers: 4, heads: 2, kvHeads: 1, headDim: 2 };

describe('the worked example', () => {
  const job = { input: 4, output: 4, trials: 1 };

  it('costs 9,536 FLOPs and 768 bytes dense', () => {
    const cost = costOf(SMALL, job, DENSE);
    expect(cost).toEqual({ linear: 8000, attention: 1536, bytes: 768 });
    expect(totalOf(cost, INTENSITY) - 9536).toBe(432_000);
    expect(costOf(SMALL, { ...job, trials: 2 }, DENSE).bytes).toBe(1024);
  });

  it('reads 21 keys under a budget of 6, 22 by the closed form', () => {
    expect(keysRead(job, 6, 'exact')).toBe(21);
    expect(keysRead(job, 6, 'closed')).toBe(22);
    // The released sign would say 26, more than 6 keys in each of 4 steps.
    expect(keysRead(job, 6, 'closed')).toBeLessThanOrEqual(24);
  });
});

describe('what it must show', () => {
  const job = { input: 512, output: 32_768, trials: 1 };

  it.each([
    ['0.6B', 49.3, 176.3, 35_716.9, 35_893],
    ['14B', 968.0, 1421.5, 51_024.2, 52_446],
  ])('%s dense', (name, linear, compute, access, total) => {
    const cost = costOf(shapeOf(name), job, DENSE);
    expect(tera(cost.linear)).toBeCloseTo(linear, 1);
    expect(tera(cost.linear + cost.attention)).toBeCloseTo(compute, 1);
    expect(tera(INTENSITY * cost.bytes)).toBeCloseTo(access, 1);
    expect(Math.round(tera(totalOf(cost, INTENSITY)))).toBe(total);
  });

  const total = (name: string, reading: Reading, output = job.output) =>
    tera(totalOf(costOf(shapeOf(name), { ...job, output }, reading), INTENSITY));

  it('twenty times the parameters cost 1.46 times as much, by arithmetic 8.1 times', () => {
    expect(total('14B', DENSE) / total('0.6B', DENSE)).toBeCloseTo(1.46, 2);
    const compute = (name: string) => totalOf(costOf(shapeOf(name), job, DENSE), 0);
    expect(compute('14B') / compute('0.6B')).toBeCloseTo(8.1, 1);
  });

  it('sparse reading at 1,024 keys', () => {
    const topK = { kind: 'top-k', budget: 1024 } as const;
    expect(Math.round(total('0.6B', topK))).toBe(2213);
    expect(Math.round(total('14B', topK))).toBe(4076);
    expect(total('0.6B', DENSE) / total('0.6B', topK)).toBeCloseTo(16.2, 1);
    expect(total('14B', DENSE) / total('14B', topK)).toBeCloseTo(12.9, 1);
    const blocks = { kind: 'blocks', budget: 1024, block: 16 } as const;
    expect(Math.round(total('0.6B', blocks))).toBe(3333);
    expect(Math.round(total('14B', blocks))).toBe(5684);
  });

  it('short answers', () => {
    expect(Math.round(total('0.6B', DENSE, 4096))).toBe(685);
    expect(Math.round(total('14B', DENSE, 4096))).toBe(1096);
  });

  it('bytes of a token', () => {
    const kib = ['0.6B', '1.7B', '4B', '8B', '14B', '32B'].map(
      (name) => bytesPerToken(shapeOf(name)) / 1024,
    );
    expect(kib).toEqual([112, 112, 144, 144, 160, 256]);
    expect(bytesPerToken(shapeOf('atlas-3m'))).toBe(4608);
  });
});

const jobs: fc.Arbitrary<Job> = fc.record({
  input: fc.integer({ min: 1, max: 300 }),
  output: fc.integer({ min: 3, max: 300 }),
  trials: fc.integer({ min: 1, max: 8 }),
});
const budgets = fc.integer({ min: 1, max: 700 });
const shapes = fc.constantFrom(...SHAPES);

describe('any job', () => {
  it('sums min(B, L_in + τ) where sums are exact, and is at most half a key a step away where not', () => {
    fc.assert(
      fc.property(jobs, budgets, (job, budget) => {
        let sum = 0;
        for (let step = 0; step < job.output; step++) sum += Math.min(budget, job.input + step);
        expect(keysRead(job, budget, 'exact')).toBe(sum);
        expect(Math.abs(keysRead(job, budget, 'closed') - sum)).toBeLessThanOrEqual(job.output / 2);
      }),
    );
  });

  it('a budget for everything is dense, of one try', () => {
    fc.assert(
      fc.property(shapes, jobs, fc.nat(50), (shape, job, more) => {
        const one = { ...job, trials: 1 };
        const all = { kind: 'top-k', budget: job.input + job.output + more } as const;
        expect(costOf(shape, one, all, 'exact')).toEqual(costOf(shape, one, DENSE, 'exact'));
      }),
    );
  });

  it('dense grows with the square of the answer, sparse beyond its budget in a line', () => {
    fc.assert(
      fc.property(shapes, jobs, (shape, job) => {
        const at = (output: number, reading: Reading) =>
          totalOf(costOf(shape, { ...job, output }, reading, 'exact'), INTENSITY);
        const second = (reading: Reading, from: number) =>
          at(from, reading) - 2 * at(from + 1, reading) + at(from + 2, reading);
        const { trials } = job;
        const width = shape.headDim * shape.layers;
        const step = 4 * trials * width * (shape.heads + INTENSITY * shape.kvHeads);
        expect(second(DENSE, job.output) / step).toBeCloseTo(1, 6);
        const sparse = { kind: 'top-k', budget: job.input } as const;
        expect(Math.abs(second(sparse, job.output)) / step).toBeLessThan(1e-6);
      }),
    );
  });

  it('costs more the more is read, and blocks are searched for', () => {
    fc.assert(
      fc.property(
        shapes,
        jobs,
        budgets,
        fc.integer({ min: 1, max: 64 }),
        (shape, job, budget, block) => {
          for (const sums of ['closed', 'exact'] as const) {
            const total = (reading: Reading) =>
              totalOf(costOf(shape, job, reading, sums), INTENSITY);
            const less = total({ kind: 'top-k', budget });
            expect(total({ kind: 'top-k', budget: budget + 1 })).toBeGreaterThanOrEqual(less);
            expect(total({ kind: 'blocks', budget, block })).toBeGreaterThanOrEqual(less);
          }
        },
      ),
    );
  });

  it('counts arithmetic alone at an intensity of 0', () => {
    fc.assert(
      fc.property(shapes, jobs, (shape, job) => {
        const cost = costOf(shape, job, DENSE);
        expect(totalOf(cost, 0)).toBe(cost.linear + cost.attention);
      }),
    );
  });

  it('shares the prompt only where everything is read: a wide budget may cost more than dense', () => {
    const job = { input: 512, output: 64, trials: 32 };
    const [shape] = [shapeOf('0.6B')];
    const dense = costOf(shape, job, DENSE, 'exact');
    const wide = costOf(shape, job, { kind: 'top-k', budget: 4096 }, 'exact');
    expect(wide.attention).toBe(dense.attention);
    expect(wide.bytes).toBeGreaterThan(dense.bytes);
  });
});

describe('coverage', () => {
  it('of 32 tries, 8 of them right', () => {
    expect(coverage(32, 8, 1)).toBeCloseTo(0.25, 10);
    expect(coverage(32, 8, 4)).toBeCloseTo(0.7045, 4);
    expect(coverage(32, 8, 8)).toBeCloseTo(0.9301, 4);
  });

  it('of all tries is 1 if any is right', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.nat(64), (tries, some) => {
        const right = Math.min(tries, some);
        expect(coverage(tries, right, tries)).toBe(right > 0 ? 1 : 0);
        for (let k = 1; k < tries; k++) {
          expect(coverage(tries, right, k)).toBeLessThanOrEqual(
            coverage(tries, right, k + 1) + 1e-12,
          );
        }
      }),
    );
  });
});
