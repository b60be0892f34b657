// A method that plans over the whole model plans the same from sizes and its own digest alone: what stands
// in for the other matrices where only one is at hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampParam, resolveParams, type ParamRecord } from '../../../src/core/params.ts';
import type { WeightMatrix, WeightMethod, WeightModel } from '../../../src/methods/weights.ts';
import { kernels, methodOf, methods, randomModel } from './harness.ts';

/** The model without a single weight or input. */
function outlineOf(model: WeightModel, method: WeightMethod): WeightModel {
  const bare = model.matrices.map((each): WeightMatrix => {
    const absent = (): never => {
      throw new Error(`${method.id} reads ${each.layer}.${each.name}`);
    };
    const { out, in: size, layers, heads, kvHeads, layer, name } = each;
    return Object.defineProperties(
      { out, in: size, layers, heads, kvHeads, layer, name } as WeightMatrix,
      { weight: { get: absent }, inputs: { get: absent } },
    );
  });
  return { matrices: bare, digest: method.digest?.(model) };
}

function planOf(method: WeightMethod, model: WeightModel, params: ParamRecord): unknown {
  const resolved = resolveParams(method.params, params);
  if (!resolved.ok) throw new Error(resolved.message);
  return method.plan!(model, resolved.value, kernels);
}

/** Parameters as sliders and lists give them. */
function onSliders(method: WeightMethod): fc.Arbitrary<ParamRecord> {
  const values = Object.entries(method.params).map(([name, param]) => {
    switch (param.kind) {
      case 'boolean':
        return [name, fc.boolean()] as const;
      case 'choice':
        return [name, fc.constantFrom(...param.options.map(({ value }) => value))] as const;
      default:
        return [
          name,
          fc
            .double({ min: param.min, max: param.max, noNaN: true })
            .map((value) => clampParam(param, value)),
        ] as const;
    }
  });
  return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<string | number>>);
}

const planning = methods.filter(({ plan }) => plan);

describe.each(planning.map((method) => [method.id, method] as const))('%s', (_, method) => {
  it('plans from its digest as from the model, wherever sliders can stand', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), onSliders(method), (seed, params) => {
        const model = randomModel(seed);
        const outline = outlineOf(model, method);
        expect(planOf(method, outline, params)).toEqual(planOf(method, model, params));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a digest', () => {
  it.each([
    ['magnitude', { scope: 'model', sparsity: 0.505 }],
    ['owl', { multiple: 3.3 }],
  ] as const)('of %s does not guess between the steps of a slider', (id, params) => {
    const method = methodOf(id);
    const model = randomModel(1);
    expect(() => planOf(method, outlineOf(model, method), params)).toThrow(`${id} reads`);
  });
});
