import { describe, expect, it } from 'vitest';
import { causalMask } from '../../../src/core/mask/patterns.ts';
import { resolveSettings } from '../../../src/domains/settings.ts';
import { defineAttention, type AttentionShape } from '../../../src/methods/attention.ts';

const shape: AttentionShape = { n: 100, d: 8, layers: 2, heads: 2 };

const method = defineAttention({
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
  },
  params: {
    width: { kind: 'integer', label: 'Width', help: '', min: 1, max: 64, default: 8 },
    sinks: { kind: 'integer', label: 'Sinks', help: '', min: 0, max: 8, default: 4 },
  },
  stages: [],
  claims: [],
  facts: [],
  atBudget: (budget, { n }) => ({ width: Math.round(budget * n) }),
  select: (head) => ({
    mask: causalMask(head.n),
    estimationFlops: 0,
    decodeKeys: 'unchanged',
    trace: () => [],
  }),
});

describe('resolveSettings', () => {
  it('layers defaults, budget and hand', () => {
    expect(resolveSettings(method, shape, null, {})).toEqual({
      ok: true,
      value: { width: 8, sinks: 4 },
    });
    expect(resolveSettings(method, shape, 0.2, { sinks: 2 })).toEqual({
      ok: true,
      value: { width: 20, sinks: 2 },
    });
    expect(resolveSettings(method, shape, 0.2, { width: 5 })).toEqual({
      ok: true,
      value: { width: 5, sinks: 4 },
    });
  });

  it('lets the budget win on a curve', () => {
    expect(resolveSettings(method, shape, 0.2, { width: 5, sinks: 2 }, 'budget')).toEqual({
      ok: true,
      value: { width: 20, sinks: 2 },
    });
  });

  it.each([0, -0.1, 1.5, Number.NaN])('refuses a budget of %s', (budget) => {
    const result = resolveSettings(method, shape, budget, {});
    expect(result).toEqual({
      ok: false,
      field: 'budget',
      message: `the budget must be above 0 and at most 1, got ${budget}`,
    });
  });

  it('refuses an unknown or invalid parameter, naming it', () => {
    expect(resolveSettings(method, shape, 0.2, { depth: 1 })).toMatchObject({ field: 'depth' });
    expect(resolveSettings(method, shape, 0.2, { sinks: 9 })).toMatchObject({
      field: 'sinks',
      message: 'sinks must be from 0 to 8, got 9',
    });
  });

  it('throws where the method breaks its own table, which is a bug', () => {
    expect(() => resolveSettings(method, shape, 0.9, {})).toThrow(/toy at budget 0.9/);
  });
});
