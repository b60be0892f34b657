// Products and layers on the WebAssembly tiers. Weights stay in the module's memory, packed.
import { matrix, type Matrix } from '../../core/tensor.ts';
import { checkFactors, checkLength, checkPositive, headSize } from '../check.ts';
import type { Kernels, PreparedWeight } from '../contract.ts';
import { isHalves } from '../float16.ts';
import { ropeTables } from '../rope.ts';
import { roundUp, type Engine } from './exports.ts';
import { copyRows } from './strips.ts';

type Layers = Pick<Kernels, 'products' | 'prepare' | 'linear' | 'rmsNorm' | 'rope' | 'swiglu'>;

/** Rows of the left matrix that are multiplied with one panel of the right while it is at hand. */
const ROWS = 64;

class PackedWeight implements PreparedWeight {
  readonly out: number;
  readonly in: number;
  readonly engine: Engine;
  address: number;

  constructor(engine: Engine, address: number, out: number, inFeatures: number) {
    this.engine = engine;
    this.address = address;
    this.out = out;
    this.in = inFeatures;
  }

  release(): void {
    if (this.address !== 0) this.engine.arena.release(this.address);
    this.address = 0;
  }
}

export function createLayers(engine: Engine): Layers {
  const { wasm, arena } = engine;

  /** x·Bᵀ·scale with B packed eight wide at `packed`. */
  function multiply(
    x: Matrix,
    packed: number,
    cols: number,
    scale: number,
    out?: Float32Array,
  ): Matrix {
    const result = matrix(x.rows, cols, out);
    const depth = x.cols;
    const rows = Math.min(ROWS, roundUp(x.rows, 4));
    const wide = roundUp(cols, 8);
    const raw = arena.take(4 * rows * depth);
    const strip = arena.take(4 * rows * depth);
    const product = arena.take(4 * rows * wide);
    for (let first = 0; first < x.rows; first += ROWS) {
      const real = Math.min(ROWS, x.rows - first);
      const part = x.data.subarray(first * depth, (first + real) * depth);
      arena.floats(raw, part.length).set(part);
      wasm.pack(raw, real, depth, strip, 4, scale);
      wasm.multiply(strip, packed, product, real, cols, depth, 4 * wide);
      copyRows(engine, product, wide, result, first, real);
    }
    return result;
  }

  return {
    products(a, b, scale) {
      checkFactors('products', a, b);
      arena.begin();
      const raw = arena.copy(b.data);
      const packed = arena.take(4 * roundUp(b.rows, 8) * b.cols);
      wasm.pack(raw, b.rows, b.cols, packed, 8, 1);
      return multiply(a, packed, b.rows, scale);
    },

    prepare(weight, out, inFeatures) {
      checkPositive('weight: output features', out);
      checkPositive('weight: input features', inFeatures);
      checkLength('weight', weight.length, out * inFeatures);
      arena.begin();
      const address = arena.keep(4 * roundUp(out, 8) * inFeatures);
      let raw = arena.copy(weight);
      if (isHalves(weight)) {
        const single = arena.take(4 * roundUp(weight.length, 4));
        wasm.unpackHalf(raw, weight.length, single);
        raw = single;
      }
      wasm.pack(raw, out, inFeatures, address, 8, 1);
      return new PackedWeight(engine, address, out, inFeatures);
    },

    linear(x, weight, out) {
      if (!(weight instanceof PackedWeight) || weight.engine !== engine) {
        throw new Error('linear: this weight was prepared by another tier');
      }
      if (weight.address === 0) throw new Error('linear: this weight has been released');
      if (x.cols !== weight.in) {
        throw new Error(`linear: the layer takes ${weight.in} features, got ${x.cols}`);
      }
      arena.begin();
      return multiply(x, weight.address, weight.out, 1, out);
    },

    rmsNorm(x, gain, eps) {
      checkLength('rmsNorm: gain', gain.length, x.cols);
      arena.begin();
      const from = arena.copy(x.data);
      const gains = arena.copy(gain);
      const to = arena.take(x.data.byteLength);
      wasm.rmsNorm(from, x.rows, x.cols, gains, eps, to);
      return matrix(x.rows, x.cols, arena.floats(to, x.data.length).slice());
    },

    rope(x, heads, theta, first = 0) {
      const half = headSize(x.cols, heads) / 2;
      const end = first + x.rows;
      const { cos, sin } = ropeTables(end, half, theta);
      arena.begin();
      const from = arena.copy(x.data);
      const cosAt = arena.copy(cos.subarray(first * half, end * half));
      const sinAt = arena.copy(sin.subarray(first * half, end * half));
      const to = arena.take(x.data.byteLength);
      wasm.rope(from, x.rows, heads, half, cosAt, sinAt, to);
      return matrix(x.rows, x.cols, arena.floats(to, x.data.length).slice());
    },

    swiglu(gate, up, out) {
      if (gate.rows !== up.rows || gate.cols !== up.cols) {
        throw new Error(
          `swiglu: gate is ${gate.rows} × ${gate.cols}, up is ${up.rows} × ${up.cols}; they must match`,
        );
      }
      arena.begin();
      const count = gate.data.length;
      const gateAt = arena.copy(gate.data);
      const upAt = arena.copy(up.data);
      const to = arena.take(4 * roundUp(count, 4));
      wasm.swiglu(gateAt, upAt, count, to);
      const result = matrix(gate.rows, gate.cols, out);
      result.data.set(arena.floats(to, count));
      return result;
    },
  };
}
