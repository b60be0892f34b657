// Valid parameters at random, straight from a method's parameter table.
import fc from 'fast-check';
import {
  clampParam,
  type Param,
  type ParamRecord,
  type ParamTable,
  type ParamValue,
} from '../../../src/core/params.ts';

/** Any values that the table allows. */
export function arbitraryParams(table: ParamTable): fc.Arbitrary<ParamRecord> {
  return fc.record(
    Object.fromEntries(Object.entries(table).map(([name, param]) => [name, arbitraryValue(param)])),
  );
}

function arbitraryValue(param: Param): fc.Arbitrary<ParamValue> {
  switch (param.kind) {
    case 'boolean':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...param.options.map((option) => option.value));
    case 'integer':
      // Texts in tests are short: most values should lie where they make a difference.
      return fc.oneof(
        fc.integer({ min: param.min, max: Math.min(param.max, param.min + 70) }),
        fc.integer({ min: param.min, max: param.max }),
      );
    case 'number':
      return fc.oneof(
        fc.double({ min: param.min, max: param.max, noNaN: true }),
        fc.constantFrom(param.min, param.max, param.default),
        fc
          .double({ min: param.min, max: param.max, noNaN: true })
          .map((value) => clampParam(param, value)),
      );
  }
}
