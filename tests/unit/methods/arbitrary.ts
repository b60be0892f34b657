// Valid parameters at random for short texts: where a range spans thousands of tokens, most values
// should still lie where they make a difference.
import fc from 'fast-check';
import type { Param, ParamRecord, ParamTable, ParamValue } from '../../../src/core/params.ts';
import { paramValue } from '../support/arbitrary.ts';

/** Any values that the table allows. */
export function arbitraryParams(table: ParamTable): fc.Arbitrary<ParamRecord> {
  return fc.record(
    Object.fromEntries(Object.entries(table).map(([name, param]) => [name, near(param)])),
  );
}

function near(param: Param): fc.Arbitrary<ParamValue> {
  switch (param.kind) {
    case 'integer':
      return fc.oneof(
        paramValue(param),
        fc.integer({ min: param.min, max: Math.min(param.max, param.min + 70) }),
      );
    case 'number':
      return fc.oneof(
        paramValue(param),
        fc.double({ min: param.min, max: param.max, noNaN: true }), // between the steps
      );
    default:
      return paramValue(param);
  }
}
