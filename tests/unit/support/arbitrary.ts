// Random parameter values for a table, and random tables, for property tests.
import fc from 'fast-check';
import {
  clampParam,
  type IntegerParam,
  type NumberParam,
  type Param,
  type ParamTable,
  type ParamValue,
  type ParamValues,
} from '../../../src/core/params.ts';

/** One valid value: any option, both ends of a range and every step between. */
export function paramValue(param: Param): fc.Arbitrary<ParamValue> {
  switch (param.kind) {
    case 'boolean':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...param.options.map((option) => option.value));
    default:
      return fc.oneof(
        { weight: 1, arbitrary: fc.constantFrom(param.min, param.max, param.default) },
        { weight: 4, arbitrary: onSteps(param) },
      );
  }
}

function onSteps(param: IntegerParam | NumberParam): fc.Arbitrary<number> {
  const { min, max, step = 1 } = param;
  const steps = Math.floor((max - min) / step);
  return fc.integer({ min: 0, max: steps }).map((k) => clampParam(param, min + k * step));
}

/** Valid values for every parameter of a table. */
export function paramValues<const T extends ParamTable>(table: T): fc.Arbitrary<ParamValues<T>> {
  return fc.record(mapTable(table)) as fc.Arbitrary<ParamValues<T>>;
}

/** Valid values for some of the parameters: what a person may have set by hand. */
export function someParamValues(table: ParamTable): fc.Arbitrary<Record<string, ParamValue>> {
  return fc
    .record(mapTable(table), { requiredKeys: [] })
    .map((values) => ({ ...values }) as Record<string, ParamValue>);
}

function mapTable(table: ParamTable): Record<string, fc.Arbitrary<ParamValue>> {
  return Object.fromEntries(
    Object.entries(table).map(([name, param]) => [name, paramValue(param)]),
  );
}

const words = { label: 'Label', help: 'Help.' };

/** Ranges whose ends and steps have few decimals, as those of real tables do. */
const range = (decimals: number): fc.Arbitrary<{ min: number; max: number; step: number }> => {
  const unit = 10 ** decimals;
  return fc
    .tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 5000 }), fc.nat())
    .map(([low, span, part]) => ({
      min: low / unit,
      max: (low + span) / unit,
      step: (1 + (part % span)) / unit,
    }));
};

const integerParam: fc.Arbitrary<IntegerParam> = fc
  .tuple(range(0), fc.nat())
  .map(([{ min, max, step }, at]) => {
    const value = min + (at % (max - min + 1));
    return { kind: 'integer', ...words, min, max, step, default: value };
  });

const numberParam: fc.Arbitrary<NumberParam> = fc
  .tuple(fc.integer({ min: 0, max: 4 }).chain(range), fc.boolean())
  .map(([{ min, max, step }, high]) => ({
    kind: 'number',
    ...words,
    min,
    max,
    step,
    default: high ? max : min,
  }));

/** Any numeric parameter. */
export const numericParam: fc.Arbitrary<IntegerParam | NumberParam> = fc.oneof(
  integerParam,
  numberParam,
);

/** Any parameter. */
export const anyParam: fc.Arbitrary<Param> = fc.oneof(
  numericParam,
  fc.boolean().map((value): Param => ({ kind: 'boolean', ...words, default: value })),
  fc
    .uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), { minLength: 1, maxLength: 5 })
    .map((values): Param => ({
      kind: 'choice',
      ...words,
      options: values.map((value) => ({ value, label: value })),
      default: values[0]!,
    })),
);

/** Any table. */
export const anyTable: fc.Arbitrary<ParamTable> = fc.dictionary(
  fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/),
  anyParam,
  { maxKeys: 6 },
);
