// Types of what the WebAssembly module exports. Addresses are bytes; what each does is said in
// assembly/, where the parameters have the same names and order.
import type { Arena } from './arena.ts';

type Address = number;

export interface WasmExports {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: WebAssembly.Global<'i32'>;

  pack(from: Address, rows: number, depth: number, to: Address, wide: 4 | 8, scale: number): void;
  packListed(from: Address, list: Address, count: number, depth: number, to: Address): void;
  packColumns(from: Address, rows: number, cols: number, to: Address): void;
  unpackHalf(from: Address, count: number, to: Address): void;
  multiply(
    ...args: [
      a: Address,
      b: Address,
      c: Address,
      rows: number,
      cols: number,
      depth: number,
      stride: number,
    ]
  ): void;

  scoreStrip(
    ...args: [
      queries: Address,
      keys: Address,
      panels: Address,
      panelBytes: number,
      first: number,
      count: number,
      n: number,
      depth: number,
    ]
  ): void;
  softmaxStrip(
    ...args: [
      panels: Address,
      panelBytes: number,
      first: number,
      count: number,
      n: number,
      max: Address,
      sum: Address,
    ]
  ): void;
  rowsStrip(
    ...args: [
      panels: Address,
      panelBytes: number,
      first: number,
      count: number,
      n: number,
      sum: Address,
      scratch: Address,
      rows: Address,
      stride: number,
    ]
  ): void;
  outputStrip(
    ...args: [
      values: Address,
      valueBytes: number,
      panels: Address,
      panelBytes: number,
      first: number,
      count: number,
      n: number,
      cols: number,
      sum: Address,
      scratch: Address,
      rows: Address,
    ]
  ): void;

  markRuns(
    ...args: [
      runs: Address,
      rowStart: Address,
      first: number,
      rows: number,
      bits: Address,
      panelBytes: number,
    ]
  ): void;
  listKept(bits: Address, panels: number, panelBytes: number, list: Address): number;
  countGroups(bits: Address, panels: number, panelBytes: number): number;
  compactBits(
    ...args: [
      bits: Address,
      panels: number,
      panelBytes: number,
      list: Address,
      count: number,
      to: Address,
      toBytes: number,
    ]
  ): void;
  listValues(
    ...args: [
      values: Address,
      valueBytes: number,
      list: Address,
      count: number,
      cols: number,
      to: Address,
    ]
  ): void;
  maskedOutputStrip(
    ...args: [
      queries: Address,
      keys: Address,
      values: Address,
      valueBytes: number,
      bits: Address,
      bitBytes: number,
      groups: number,
      panel: Address,
      stretches: Address,
      count: number,
      depth: number,
      cols: number,
      scratch: Address,
      rows: Address,
    ]
  ): void;
  maskedRowsStrip(
    ...args: [
      queries: Address,
      keys: Address,
      values: Address,
      valueBytes: number,
      bits: Address,
      bitBytes: number,
      panels: Address,
      panelBytes: number,
      stretches: Address,
      first: number,
      count: number,
      n: number,
      depth: number,
      cols: number,
      max: Address,
      sum: Address,
      scratch: Address,
      recall: Address,
      error: Address,
      norm: Address,
    ]
  ): void;

  rmsNorm(x: Address, rows: number, cols: number, gain: Address, eps: number, to: Address): void;
  rope(
    ...args: [
      x: Address,
      rows: number,
      heads: number,
      half: number,
      cos: Address,
      sin: Address,
      to: Address,
    ]
  ): void;
  swiglu(gate: Address, up: Address, count: number, to: Address): void;

  poolMean(x: Address, rows: number, cols: number, block: number, to: Address): void;
  findNaN(values: Address, count: number): number;
  topK(
    ...args: [
      values: Address,
      count: number,
      k: number,
      to: Address,
      keys: Address,
      spare: Address,
      bins: Address,
    ]
  ): void;

  rankRow(
    ...args: [
      weights: Address,
      cells: number,
      runs: Address,
      runCount: number,
      heavy: number,
      lost: 0 | 1,
      to: Address,
    ]
  ): void;
  paint(
    ...args: [
      plane: Address,
      stride: number,
      rowEdges: Address,
      height: number,
      colEdges: Address,
      width: number,
      table: Address,
      strip: Address,
      to: Address,
    ]
  ): void;
  poolMax(
    ...args: [
      values: Address,
      cols: number,
      rowEdges: Address,
      height: number,
      colEdges: Address,
      width: number,
      strip: Address,
      to: Address,
    ]
  ): void;
}

/** An instance with its memory under management. */
export interface Engine {
  readonly wasm: WasmExports;
  readonly arena: Arena;
}

export function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
