// The intermediate stages of a method, as data which the figure knows how to draw. A method never
// says how something looks, only what it is.
import type { Mask } from './mask/mask.ts';
import type { Matrix } from './tensor.ts';

/** What an axis counts. `offset` is query position − key position. */
export type AttentionAxis =
  'query' | 'key' | 'offset' | 'query-block' | 'key-block' | 'offset-block';

/** Of a weight matrix: output features down, input features across; layers of the model. */
export type WeightAxis =
  'output' | 'input' | 'output-block' | 'input-block' | 'head' | 'channel' | 'layer' | 'matrix';

/** Channels of a head's queries and keys. */
export type HeadAxis = 'head-channel';

export type Axis = AttentionAxis | WeightAxis | HeadAxis;

/** One thing to draw in a stage. Those marked "map" lie over the heatmap, the others beside it. */
export type Drawable =
  /** Map: rows [from, to) stay lit, the rest is dimmed. */
  | { readonly kind: 'rows'; readonly from: number; readonly to: number; readonly label: string }
  /** Map: whole columns and whole diagonals. */
  | {
      readonly kind: 'lines';
      readonly columns: readonly number[];
      readonly offsets: readonly number[];
      readonly label: string;
    }
  /** Map: ticks at both ends of columns and of rows. */
  | {
      readonly kind: 'ticks';
      readonly columns: readonly number[];
      readonly rows: readonly number[];
      readonly label: string;
    }
  /** Map: a mask (tiles, an ideal mask, forced cells, …). */
  | { readonly kind: 'mask'; readonly mask: Mask; readonly label: string; readonly tile?: number }
  /** Beside: bars over an axis; `chosen` and `forced` are indices into `values`. */
  | {
      readonly kind: 'bars';
      readonly axis: Axis;
      readonly values: Float32Array;
      readonly chosen?: readonly number[];
      readonly forced?: readonly number[];
      readonly label: string;
    }
  /** Beside: descending or running curves with a threshold and where each crosses it. */
  | {
      readonly kind: 'curve';
      readonly x: string;
      readonly y: string;
      readonly series: readonly {
        readonly label: string;
        readonly values: Float32Array;
        readonly cut?: number;
      }[];
      readonly threshold?: number;
      readonly label: string;
    }
  /** Beside: a number on a dial with a mark. */
  | {
      readonly kind: 'dial';
      readonly value: number;
      readonly max: number;
      readonly mark?: number;
      readonly unit: string;
      readonly label: string;
    }
  /** Beside: a small matrix (block scores, gates). */
  | {
      readonly kind: 'matrix';
      readonly matrix: Matrix;
      readonly rows: Axis;
      readonly cols: Axis;
      readonly causal: boolean;
      /** Rows that stand out. */
      readonly chosen?: readonly number[];
      readonly label: string;
    }
  /** Beside: points of several groups; in all of them `xs` and `ys` are as long. */
  | {
      readonly kind: 'scatter';
      readonly x: string;
      readonly y: string;
      readonly groups: readonly {
        /** Chosen rightly, chosen in place of better ones, missed, or none of these; or what bounds others. */
        readonly role: 'hit' | 'wrong' | 'missed' | 'rest' | 'bound';
        readonly label: string;
        readonly xs: Float32Array;
        readonly ys: Float32Array;
      }[];
      readonly label: string;
    }
  /** Beside: a tree search over the key axis, level by level. */
  | {
      readonly kind: 'levels';
      readonly axis: Axis;
      readonly size: number;
      readonly levels: readonly (readonly {
        readonly start: number;
        readonly end: number;
        readonly score: number;
        readonly kept: boolean;
      }[])[];
      readonly values?: Float32Array;
      readonly label: string;
    }
  /** Beside: small multiples, a line a cell, all over one x axis and read at one place of it. */
  | {
      readonly kind: 'grid';
      readonly rows: number;
      readonly cols: number;
      /** What its rows and columns count; of layers and heads one may choose. */
      readonly down: Axis;
      readonly across: Axis;
      /** Row-major. `values` are over `xs`; `note` says in words what the line does. */
      readonly cells: readonly {
        readonly label: string;
        readonly note: string;
        readonly values: Float32Array;
      }[];
      /** Index of the cell that the stage is about. */
      readonly chosen: number;
      readonly x: string;
      readonly y: string;
      /** Ascending. */
      readonly xs: Float32Array;
      /** Index into `xs` at which reading begins. */
      readonly at: number;
      /** No line goes above this one, over `xs` too. */
      readonly limit?: { readonly label: string; readonly values: Float32Array };
      readonly label: string;
    }
  /**
   * Beside: who holds which cells of a causal size × size map, each group in a colour of its own.
   * `merged` lays the groups over each other one by one, `over-time` goes down the rows.
   */
  | {
      readonly kind: 'groups';
      readonly view: 'merged' | 'over-time';
      readonly rows: Axis;
      readonly cols: Axis;
      readonly size: number;
      /** Per group size × size bits, row-major: 1 held as all groups do, 2 held as its own. */
      readonly groups: readonly { readonly label: string; readonly cells: Uint8Array }[];
      /** What the two bits mean, in words. */
      readonly common: string;
      readonly own: string;
      /** Index of the group that the stage is about. */
      readonly chosen: number;
      readonly label: string;
    }
  /** Beside: plain named numbers. */
  | {
      readonly kind: 'numbers';
      readonly entries: readonly {
        readonly label: string;
        readonly value: number;
        readonly unit?: string;
      }[];
      /** They count the same thing: draw them to one scale. */
      readonly compared?: true;
      readonly label: string;
    };

/** One step of the algorithm as it ran. `caption` is a sentence with this run's numbers in it. */
export interface Stage {
  readonly id: string;
  readonly caption: string;
  readonly drawables: readonly Drawable[];
}
