// The micro-kernel beside the engine's peak: multiply-adds out of registers, in the same rounds.

interface PeakExports {
  readonly memory: WebAssembly.Memory;
  peak8(rounds: number): number;
  peak12(rounds: number): number;
  multiply(
    ...args: [
      a: number,
      b: number,
      c: number,
      rows: number,
      cols: number,
      depth: number,
      stride: number,
    ]
  ): void;
}

/** Floating-point operations in one timing: a good half millisecond. */
const WINDOW = 3.2e7;

/** GFLOP/s of each round. */
export interface Rates {
  readonly peak: readonly number[];
  readonly kernel: readonly number[];
}

/** `rows` × `depth` times `depth` × `cols`, packed, as often as fills some milliseconds. */
export async function microKernel(
  rows: number,
  cols: number,
  depth: number,
  rounds: number,
): Promise<Rates> {
  const { instance } = await WebAssembly.instantiateStreaming(fetch('/wasm/peak.wasm'));
  const wasm = instance.exports as unknown as PeakExports;
  const a = 1024;
  const b = a + 4 * rows * depth;
  const c = b + 4 * cols * depth;
  wasm.memory.grow(Math.ceil((c + 4 * rows * cols) / 65536));
  new Float32Array(wasm.memory.buffer, a, (rows + cols) * depth).fill(0.5);

  const chains = WINDOW / 64;
  const operations = 2 * rows * cols * depth;
  const repeats = Math.ceil(WINDOW / operations);
  const kernel = () => {
    for (let r = 0; r < repeats; r++) wasm.multiply(a, b, c, rows, cols, depth, 4 * cols);
  };
  const result = { peak: [] as number[], kernel: [] as number[] };
  for (let round = -20; round < rounds; round++) {
    const eight = rate(chains * 64, () => wasm.peak8(chains));
    const twelve = rate(chains * 96, () => wasm.peak12(chains));
    const reached = rate(operations * repeats, kernel);
    if (round < 0) continue;
    result.peak.push(Math.max(eight, twelve));
    result.kernel.push(reached);
  }
  return result;
}

function rate(operations: number, work: () => unknown): number {
  const begin = performance.now();
  work();
  return operations / (performance.now() - begin) / 1e6;
}
