// What all methods on a matrix have in common: a case's weights and inputs, and its mask.
import { maskBytes } from '../../../../src/core/mask/bytes.ts';
import type { ParamRecord } from '../../../../src/core/params.ts';
import type { Found } from '../../../../src/domains/contract.ts';
import type { WeightTypes } from '../../../../src/domains/weights/types.ts';
import type { Answers, Golden, Rule, RunOptions } from '../mapping.ts';

export type MatrixFound = Found<WeightTypes>;

/** All of their codes calibrate on this many sequences, of 128 tokens each. */
export const SEQUENCES = 8;

interface Options<P> {
  /** By the name of their array. */
  readonly also?: (found: MatrixFound, params: P) => Answers;
  /** Places of the mask that the published code leaves to chance. */
  readonly leftOut?: (golden: Golden) => (at: number) => boolean;
}

/** Their parameters `P` as ours; masks are compared weight by weight. */
export function matrixOf<P>(set: (params: P) => ParamRecord, options: Options<P> = {}): Rule {
  return async (golden, run) => {
    const params = golden.about.params as P;
    const [found] = await run({ set: set(params), tensors: tensorsOf(golden) });
    const { selection } = found as MatrixFound;
    return {
      mask: {
        ours: maskBytes([selection.mask]),
        ...(options.leftOut && { leftOut: options.leftOut(golden) }),
      },
      ...options.also?.(found as MatrixFound, params),
    };
  };
}

function tensorsOf(golden: Golden): NonNullable<RunOptions['tensors']> {
  const [w, x] = [golden.input('w'), golden.input('x')];
  const [tokens = 0, size = 0] = x.shape;
  return { w, x: { ...x, shape: [SEQUENCES, tokens / SEQUENCES, size] } };
}

/** Their "prune n of every m" as our "keep n of every m": only where half go, which reads the same. */
export function halfOf(pattern: string): '2:4' | '4:8' {
  if (pattern === '2:4' || pattern === '4:8') return pattern;
  throw new Error(`“${pattern}” does not mean the same in both`);
}
