// What differs in type between decode and other domains.
import type { DecodeMethod, DecodeShape, DecodeHead, HeadCache } from '../../methods/decode.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { Stage } from '../../core/trace.ts';
import type { AnySubject } from '../contract.ts';
import type { Ran } from './run.ts';
import type { HeldTrace } from './trace/pack.ts';

/** A text on a model, cut into prompt and steps, and the head that is looked at. */
export interface DecodeSubject extends AnySubject, DecodeShape {
  /** Of text and prompt, whatever the head. */
  readonly textKey: string;
  readonly model: string;
  readonly ids: Uint32Array;
  readonly kvHeads: number;
  readonly layer: number;
  readonly head: number;
  readonly warnings: readonly string[];
  /** A file of a person's own tells what became of the keys: nothing is run. */
  readonly trace?: OpenTrace;
}

/** What became of the head's keys. */
export interface DecodeSelection {
  /** steps × n. */
  readonly mask: Mask;
  readonly cache: HeadCache;
  /** The head as it was under the method. */
  readonly head: DecodeHead;
  /** All of the model; absent where a film stands in for it. */
  readonly ran?: Measured;
  /** What was measured when the film was made. */
  readonly known?: Pick<DecodeReport, 'metrics' | 'misses'>;
  readonly warnings: readonly string[];
  trace(row?: number): readonly Stage[];
}

/** Of the head that is looked at, where nothing else is said. */
export interface DecodeMetrics {
  /** n − P. */
  readonly steps: number;
  /** Σ |R| over the steps. */
  readonly keysRead: number;
  /** Σ (t + 1) over the steps: a full cache. */
  readonly keysSeen: number;
  /** 1 − keysRead / keysSeen. */
  readonly sparsity: number;
  /** Mean over the steps of the attention that falls on what is read, over all keys, evicted ones too. */
  readonly recall: number;
  /** Keys that the cache holds at the last step. */
  readonly held: number;
  /** Bytes of keys and values that a step reads in all layers and heads, mean over the steps, estimates included. */
  readonly bytesRead: number;
  /** The same with a full cache. */
  readonly bytesSeen: number;
  /** Bytes of keys and values that all layers and heads hold at the last step. */
  readonly bytesHeld: number;
  /** The same with a full cache. */
  readonly bytesFull: number;
  /** Mean loss of the tokens after the first step, nats per token. */
  readonly nats: number;
  /** Above that with a full cache. */
  readonly deltaNats: number;
}

/** A trace from a file with what was made of it for all of its heads. */
export interface OpenTrace extends HeldTrace {
  /** By layer, then by head; where it is not known what is read, that is all that is stored. */
  readonly caches: readonly (readonly HeadCache[])[];
  /** NaN where the file does not tell. */
  readonly whole: WholeMetrics;
}

/** What holds of a run as a whole, whichever head is looked at. */
export type WholeMetrics = Pick<
  DecodeMetrics,
  'bytesRead' | 'bytesSeen' | 'bytesHeld' | 'bytesFull' | 'nats' | 'deltaNats'
>;

/** A run and its numbers. */
export interface Measured extends Ran {
  /** Of every token of the text, nats; NaN for the first. */
  readonly losses: Float64Array;
  readonly whole: WholeMetrics;
}

/** A step that wanted a key which was gone. */
export interface Miss {
  /** Position of the query. */
  readonly at: number;
  readonly key: number;
  /** Attention that the step would have given it, of 1. */
  readonly weight: number;
  /** First position at which the key was no longer stored. */
  readonly left: number;
}

export interface DecodeReport {
  readonly metrics: DecodeMetrics;
  /** Attention kept, per step. */
  readonly rowRecall: Float32Array;
  /** The heaviest, at most one a key, descending. */
  readonly misses: readonly Miss[];
}

/** What a figure's reply holds of the head. */
export interface DecodeFigure {
  readonly rows: number;
  readonly cols: number;
  readonly family: DecodeMethod['family'];
  readonly rowRecall: Float32Array;
  readonly misses: readonly Miss[];
  /** Per key the first position at which it is no longer stored; n where it never leaves. */
  readonly leaves: Int32Array;
  /** The layer reads everything on purpose. */
  readonly whole: boolean;
  /** How much attention a step gives to each key is not known. */
  readonly blind?: true;
}

export interface DecodeRow {
  /** Attention of the step over keys 0 … P + row, all of them, evicted ones too. */
  readonly weights: Float32Array;
}

/** A method in one head of all. */
export interface DecodeSurvey {
  readonly layer: number;
  readonly head: number;
  readonly recall: number;
  readonly sparsity: number;
}

export interface DecodeCost {
  readonly sparsity: number;
  readonly nats: number;
  readonly deltaNats: number;
  readonly bytesRead: number;
  readonly bytesHeld: number;
  /** Questions of which the answer comes while decoding, answered with all digits right. */
  readonly needlesRight: number;
  readonly needles: number;
}

export interface DecodeTypes {
  readonly method: DecodeMethod;
  readonly shape: DecodeShape;
  readonly subject: DecodeSubject;
  readonly selection: DecodeSelection;
  readonly report: DecodeReport;
  readonly figure: DecodeFigure;
  readonly row: DecodeRow;
  readonly survey: DecodeSurvey;
  readonly cost: DecodeCost;
}
