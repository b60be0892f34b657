import { describe, expect, it } from 'vitest';
import { shareOfSeen } from '../../../src/core/seen.ts';
import { fromUnit, inUnit } from '../../../src/views/decode/budget-units.ts';

const sizes = { n: 512, prompt: 256 };

describe('a budget in three units', () => {
  it('is a share of all seen', () => {
    expect(inUnit(0.2, 'seen', sizes)).toBe(20);
    expect(fromUnit('12.5 %', 'seen', sizes)).toEqual({ budget: 0.125 });
  });

  it('is tokens, one for one', () => {
    for (let tokens = 1; tokens <= sizes.n; tokens++) {
      const asked = fromUnit(String(tokens), 'tokens', sizes);
      if (!('budget' in asked)) throw new Error(asked.message);
      expect(asked.budget).toBeCloseTo(shareOfSeen(tokens, sizes), 3);
      if (asked.budget > 0.001) expect(inUnit(asked.budget, 'tokens', sizes)).toBe(tokens);
    }
  });

  it('is a share of the prompt', () => {
    const asked = fromUnit('25', 'prompt', sizes);
    expect(asked).toEqual(fromUnit('64', 'tokens', sizes));
    expect('budget' in asked && inUnit(asked.budget, 'prompt', sizes)).toBe(25);
  });

  it.each([
    ['', 'tokens', 'a number from 1 to 512, got “”'],
    ['many', 'tokens', 'a number from 1 to 512, got “many”'],
    ['513', 'tokens', 'a number from 1 to 512, got “513”'],
    ['0', 'seen', 'a number from 1 to 100, got “0”'],
    ['201', 'prompt', 'a number from 0.4 to 200, got “201”'],
  ] as const)('refuses %j %s', (typed, unit, message) => {
    expect(fromUnit(typed, unit, sizes)).toEqual({ message });
  });
});
