import { describe, expect, test } from 'vitest';
import { matrixOf } from '../../../src/core/tensor.ts';
import { readConfig } from '../../../src/model/config.ts';
import { openLlama } from '../../../src/model/llama.ts';
import { hiddenLosses, meanLoss, nats, tokenLosses } from '../../../src/model/loss.ts';
import { kernelsOf } from './tiers.ts';
import { sourceOf, TINY, tinyTensors } from './tiny.ts';

describe('nats', () => {
  test('even logits cost the logarithm of the vocabulary', () => {
    expect(nats(Float32Array.of(3, 3, 3, 3), 2)).toBeCloseTo(Math.log(4), 12);
  });

  test('probabilities 1/4 and 3/4', () => {
    const logits = Float32Array.of(0, Math.log(3));
    expect(nats(logits, 0)).toBeCloseTo(Math.log(4), 6);
    expect(nats(logits, 1)).toBeCloseTo(Math.log(4 / 3), 6);
  });

  test('large logits neither overflow nor vanish', () => {
    expect(nats(Float32Array.of(1000, 0), 0)).toBe(0);
    expect(nats(Float32Array.of(1000, 0), 1)).toBe(1000);
    expect(nats(Float32Array.of(-1000, -1000), 1)).toBeCloseTo(Math.log(2), 12);
  });
});

test('entry t is what token t cost, the first is given', () => {
  const third = Math.log(3);
  const logits = matrixOf([
    [0, third], // predicts token 1
    [0, 0], // predicts token 2
    [9, 9], // predicts what comes after the text
  ]);
  const losses = tokenLosses(logits, [1, 0, 1]);
  expect(losses[0]).toBeNaN();
  expect(losses[1]).toBeCloseTo(Math.log(4), 6);
  expect(losses[2]).toBeCloseTo(Math.log(2), 12);
  expect(meanLoss(losses)).toBeCloseTo((Math.log(4) + Math.log(2)) / 2, 6);
  expect(meanLoss(losses, 2)).toBeCloseTo(Math.log(2), 12);
  expect(() => meanLoss(losses, 0)).toThrow('[0, 3)');
  expect(() => meanLoss(losses, 2, 2)).toThrow('[2, 2)');
  expect(() => tokenLosses(logits, [1, 0])).toThrow('2 tokens need as many rows of logits, got 3');
});

test('losses by strips of hidden states are those of all logits at once', async () => {
  // So large a vocabulary that a strip is 32 rows: 100 rows take four.
  const config = readConfig({ ...TINY, hidden_size: 16, vocab_size: 16384 });
  const source = sourceOf(tinyTensors(config, 1));
  const model = openLlama(config, source, await kernelsOf('typescript'));
  const ids = Array.from({ length: 100 }, (_, i) => (i * 977) % 16384);
  const { hidden, logits } = await model.forward(ids);
  let strips = 0;
  const losses = await hiddenLosses(model, hidden, ids, () => void strips++);
  expect(strips).toBe(4);
  expect(losses).toEqual(tokenLosses(logits, ids));
  await expect(hiddenLosses(model, hidden, [1])).rejects.toThrow('got 100');
});
