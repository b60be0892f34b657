// The cost model over published shapes, against figures worked out by hand.
import { describe, expect, it } from 'vitest';
import {
  attentionFlops,
  attentionShare,
  equalSparsity,
  estimationFlops,
  linearWeights,
  SHAPES,
  totalFlops,
} from '../../../src/domains/attention/isoflops.ts';

const [small, big] = [SHAPES[0]!, SHAPES[1]!];
const k = 1024;

it('counts about as many weights as the models are named after', () => {
  // Without embedding and output, which the 7B has 2 · 0.545 billion of.
  for (const [at, billions] of [6.5, 13.2, 31.2, 70.2].entries()) {
    expect(linearWeights(SHAPES[at]!) / 1e9).toBeCloseTo(billions, 0);
  }
});

it.each([
  [16, 0.2],
  [32, 0.34],
  [64, 0.5],
  [128, 0.67],
])('puts attention of the 7B at a length of %dk to a share of %d', (length, share) => {
  expect(Math.abs(attentionShare(small, length * k, 'prefill') - share)).toBeLessThan(0.01);
});

describe('a 14B at the cost of a dense 7B', () => {
  it('is out of reach in prefill at 64k and takes 80 % sparsity at 128k', () => {
    expect(equalSparsity(big, small, 64 * k, 'prefill')).toBeCloseTo(1.007, 3);
    expect(equalSparsity(big, small, 128 * k, 'prefill')).toBeCloseTo(0.8, 2);
  });

  it('takes 81 % in decoding at 64k and 70 % at 128k', () => {
    expect(equalSparsity(big, small, 64 * k, 'decode')).toBeCloseTo(0.81, 2);
    expect(equalSparsity(big, small, 128 * k, 'decode')).toBeCloseTo(0.7, 2);
  });

  it('costs the same at that sparsity', () => {
    const sparsity = equalSparsity(big, small, 128 * k, 'prefill');
    const sparse = totalFlops(big, 128 * k, 'prefill', sparsity);
    expect(sparse / totalFlops(small, 128 * k, 'prefill', 0)).toBeCloseTo(1, 10);
  });

  it('takes a sixteenth more where choosing pages of 16 costs a sixteenth of attention', () => {
    const pages = estimationFlops.pages(big, 128 * k, 16);
    const free = equalSparsity(big, small, 128 * k, 'decode');
    expect(equalSparsity(big, small, 128 * k, 'decode', pages) - free).toBeCloseTo(1 / 16, 12);
  });
});

it('puts a floor of a sixteenth of dense attention under pages of 16', () => {
  const pages = estimationFlops.pages(small, 64 * k, 16);
  expect(pages / attentionFlops(small, 64 * k, 'decode')).toBeCloseTo(1 / 16, 12);
});

it('charges probes and pooled blocks', () => {
  const tiny = { ...small, layers: 1, heads: 1, headDim: 2 };
  expect(estimationFlops.probe(tiny, 100, 10)).toBe(2 * 2 * 10 * 100);
  expect(estimationFlops.blocks(tiny, 100, 10)).toBe((2 * 2 * 10 * 10) / 2);
});
