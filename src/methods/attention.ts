// The attention domain's seam: what a method gets (one head on one text), and what it hands back.
import type { Kernels } from '../kernels/contract.ts';
import type { Mask } from '../core/mask/mask.ts';
import type { MethodInfo } from '../core/method.ts';
import type { ParamRecord, ParamTable, ParamValues } from '../core/params.ts';
import type { Matrix } from '../core/tensor.ts';
import type { Stage } from '../core/trace.ts';

/** What `atBudget` may know: sizes, not values. */
export interface AttentionShape {
  /** Tokens. */
  readonly n: number;
  /** Dimensions of a head. */
  readonly d: number;
  readonly layers: number;
  readonly heads: number;
}

/** One query head on one text. All matrices are n × d, after RoPE unless named otherwise. */
export interface AttentionHead extends AttentionShape {
  readonly layer: number;
  readonly head: number;
  /** The key/value head that this query head reads (differs from `head` in grouped-query models). */
  readonly kvHead: number;
  readonly q: Matrix;
  readonly k: Matrix;
  readonly v: Matrix;
  /** Before RoPE; absent where a file brought only rotated tensors. */
  readonly qPre?: Matrix;
  readonly kPre?: Matrix;
  readonly ropeTheta?: number;
}

/** Tools that a method may use while selecting. */
export interface AttentionContext {
  readonly kernels: Kernels;
  /**
   * Dense causal attention of the head, n × n row-major with zeros above the diagonal; computed once
   * and shared. Only bounds and offline searches may use it: no deployable method sees it.
   */
  dense(): Float32Array;
  /** A named table that the method declared under `assets`; throws an ExpectedError where absent. */
  asset(name: string): ReadonlyMap<string, Matrix>;
  /** All query heads of this head's layer, in order (the head itself among them). */
  siblings(): readonly AttentionHead[];
}

export interface AttentionSelection {
  /** n × n, causal, at least one key in every row. */
  readonly mask: Mask;
  /** Pairs that a real kernel computes for it (whole tiles plus gathered pairs); default: the mask's. */
  readonly kernelPairs?: number;
  /** FLOPs spent on choosing. 0 for static patterns. */
  readonly estimationFlops: number;
  /** Distinct keys which one decode step reads at length n; 'unchanged' where decode stays dense. */
  readonly decodeKeys: number | 'unchanged';
  /** e.g. "3 rows kept no key; their diagonal was added". */
  readonly warnings?: readonly string[];
  /** Made on demand: loss curves never look at it. Stages in the order of the method's `stages`. */
  trace(): readonly Stage[];
}

/** A hand-derived case: inputs, what must come out, and why. */
export interface AttentionFact {
  readonly name: string;
  readonly why: string;
  readonly head: () => AttentionHead;
  readonly params: ParamRecord;
  readonly assets?: Readonly<Record<string, ReadonlyMap<string, Matrix>>>;
  /** The mask, a row a string: '#' kept, '.' dropped. */
  readonly rows?: readonly string[];
  /** Kept pairs. */
  readonly pairs?: number;
  /** Recall of named rows, to 1e-4. */
  readonly recall?: Readonly<Record<number, number>>;
  /** Further numbers, to 1e-4: what to read from the selection, and what it must be. */
  readonly numbers?: readonly {
    readonly name: string;
    readonly read: (selection: AttentionSelection) => number;
    readonly expected: number;
  }[];
}

export interface AttentionMethod<T extends ParamTable = ParamTable> extends MethodInfo<T> {
  readonly domain: 'attention';
  /** Names of offline tables beside the model that `select` reads through `ctx.asset`. */
  readonly assets?: readonly string[];
  /**
   * The one knob: parameters that keep about this fraction (0, 1] of the causal pairs. Names only
   * the parameters it moves; the curves' x-axis is always the sparsity achieved.
   */
  atBudget(budget: number, shape: AttentionShape): Partial<ParamValues<T>>;
  select(head: AttentionHead, params: ParamValues<T>, ctx: AttentionContext): AttentionSelection;
  readonly facts: readonly AttentionFact[];
}

/** Identity; gives a method file its types. */
export function defineAttention<const T extends ParamTable>(
  method: AttentionMethod<T>,
): AttentionMethod<T> {
  return method;
}

/** What the list of all methods knows a method of this domain as. */
export type Method = AttentionMethod;

/** Sizes to probe `atBudget` with. */
export const probes: readonly AttentionShape[] = [
  { n: 64, d: 32, layers: 6, heads: 6 },
  { n: 512, d: 32, layers: 6, heads: 6 },
  { n: 4096, d: 128, layers: 32, heads: 32 },
];
