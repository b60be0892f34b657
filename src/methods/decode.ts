// The decode domain's seam: what a method gets (the heads of one layer after another, as a running model
// hands them over), and what it hands back: which keys each step still has, and which it reads.
//
// Positions 0 … P − 1 are the prompt, read densely. Step t = P … n − 1 has one query at position t; row s of
// a method's masks is step P + s.
import type { Mask } from '../core/mask/mask.ts';
import type { MethodInfo } from '../core/method.ts';
import type { ParamRecord, ParamTable, ParamValues } from '../core/params.ts';
import type { Matrix } from '../core/tensor.ts';
import type { Stage } from '../core/trace.ts';
import type { Kernels } from '../kernels/contract.ts';

/** What `atBudget` may know: sizes, not values. */
export interface DecodeShape {
  /** Tokens in all. */
  readonly n: number;
  /** Tokens of the prompt, P; 1 ≤ P < n. */
  readonly prompt: number;
  /** Dimensions of a head. */
  readonly d: number;
  readonly layers: number;
  /** Query heads of a layer. */
  readonly heads: number;
}

/** One query head; matrices are n × d, after RoPE unless named otherwise. Not to be changed. */
export interface DecodeHead {
  readonly n: number;
  readonly d: number;
  readonly layer: number;
  readonly head: number;
  /** The key/value head that this query head reads. */
  readonly kvHead: number;
  readonly q: Matrix;
  readonly k: Matrix;
  readonly v: Matrix;
  /** Before RoPE; absent where a file brought only rotated tensors. */
  readonly qPre?: Matrix;
  readonly kPre?: Matrix;
}

/** Who writes ahead of the model: a small trained one, the truth, the model's own first layers, or noise. */
export type DraftWriter = 'trained' | 'oracle' | 'self' | 'random';

/** What a method asks of a draft. */
export interface DraftWish {
  readonly writer: DraftWriter;
  /** Tokens to write beyond the prompt. */
  readonly lookAhead: number;
  /** Whether the model itself shall read them, too, before the run begins. */
  readonly scouts: boolean;
}

/** What a draft wrote, and how it read: all before the model itself begins. */
export interface Written {
  /** Tokens of the prompt that the draft read: all of it. */
  readonly prompt: number;
  /** Tokens that it wrote beyond the prompt. */
  readonly ids: Uint32Array;
  /** The draft's own heads over the prompt and what it wrote, by layer. */
  readonly heads: readonly (readonly DecodeHead[])[];
}

export interface Draft extends Written {
  /** Positions of the prompt that the model gets to see, ascending; null: all of them. */
  readonly seen: Uint32Array | null;
  /** The model's heads over what it sees of the prompt and what the draft wrote, read densely, by layer. */
  readonly ahead: readonly (readonly DecodeHead[])[];
}

/** Tools that a method may use. */
export interface DecodeContext extends DecodeShape {
  readonly kernels: Kernels;
  /**
   * First step whose row is looked at; absent: the first. Where a text grows token by token only the last
   * is: rows before it may stay empty, and `estimatorBytes` may leave them out.
   */
  readonly first?: number;
  /**
   * Where a text grows token by token: the same object at each of its steps, so that what a method knows of
   * the steps before need not be found again (`_shared/carried.ts`). A method begins anew at each.
   */
  readonly growing?: object;
  /** Rows [from, to) of a head's causal softmax over all keys: (to − from) × n, zeros above the diagonal. */
  attention(head: DecodeHead, from: number, to: number): Float32Array;
  /** Heads of a layer on other texts than the one on show, one entry a text: for offline calibration. */
  calibration(layer: number): readonly (readonly DecodeHead[])[];
  /** What a draft wrote: for methods with `drafting`. */
  draft(): Draft;
}

/** A draft goes ahead of the model, and the method reads what it wrote. */
export interface Drafting<T extends ParamTable = ParamTable> {
  wish(params: ParamValues<T>): DraftWish;
  /**
   * Positions of the prompt that the model gets to see, ascending: it runs over those only, renumbered, and sizes
   * of `begin` are theirs. Null: all of it.
   */
  sees(
    params: ParamValues<T>,
    written: Written,
    tools: Pick<DecodeContext, 'kernels' | 'attention'>,
  ): Uint32Array | null;
}

/** What becomes of one head's keys. */
export interface HeadCache {
  /** steps × n: which keys each step reads in full; row s lies within 0 … P + s. */
  readonly read: Mask;
  /**
   * Per key the first position t at which it is no longer stored, n where it never leaves; null where
   * nothing ever leaves.
   */
  readonly leaves: Int32Array | null;
  /** The method reads every key of this head on purpose, as in a layer that selects for others. */
  readonly whole?: boolean;
  /** Bytes that the method's own estimates read, all steps together. */
  readonly estimatorBytes?: number;
}

/** One run over a text. Layers come in order, each once, already changed by what the layers below read. */
export interface DecodeRun {
  /** A cache for every head. */
  layer(heads: readonly DecodeHead[]): readonly HeadCache[];
  /** What a head went through, once its layer has run; `step` is the row on show, null: the last. */
  trace?(layer: number, head: number, step: number | null): readonly Stage[];
  readonly warnings?: readonly string[];
}

/** A hand-derived case: heads of one layer (or of several, in order), and what must come out. */
export interface DecodeFact {
  readonly name: string;
  readonly why: string;
  readonly prompt: number;
  /** By layer, then by head. */
  readonly layers: () => readonly (readonly DecodeHead[])[];
  readonly params: ParamRecord;
  /** Of methods with `drafting`. */
  readonly draft?: () => Written & Pick<Draft, 'ahead'>;
  /** By layer, then by head: read masks, a step a string over keys, '#' read, '.' not. */
  readonly rows: readonly (readonly (readonly string[])[])[];
}

export interface DecodeMethod<T extends ParamTable = ParamTable> extends MethodInfo<T> {
  readonly domain: 'decode';
  /** Readers keep everything and read little; evictors keep little, and what has left is gone. */
  readonly family: 'reader' | 'evictor';
  /** It asks for `calibration`. */
  readonly calibrated?: true;
  /** It asks for `draft`. */
  readonly drafting?: Drafting<T>;
  /** Parameters with which about this fraction (0, 1] of all that came before is read, mean over the steps. */
  atBudget(budget: number, shape: DecodeShape): Partial<ParamValues<T>>;
  begin(params: ParamValues<T>, context: DecodeContext): DecodeRun;
  readonly facts: readonly DecodeFact[];
}

/** Identity; gives a method file its types. */
export function defineDecode<const T extends ParamTable>(method: DecodeMethod<T>): DecodeMethod<T> {
  return method;
}

/** What the list of all methods knows a method of this domain as. */
export type Method = DecodeMethod;

/** Sizes to probe `atBudget` with. */
export const probes: readonly DecodeShape[] = [
  { n: 64, prompt: 32, d: 32, layers: 6, heads: 6 },
  { n: 512, prompt: 256, d: 32, layers: 6, heads: 6 },
  { n: 4096, prompt: 1024, d: 128, layers: 32, heads: 32 },
];
