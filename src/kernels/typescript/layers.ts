// Matrix products and the layers of a Llama-type model.
import { matrix, rowOf, type Matrix } from '../../core/tensor.ts';
import { checkFactors, checkLength, checkPositive, headSize } from '../check.ts';
import type { Kernels, PreparedWeight } from '../contract.ts';
import { fromFloat16, isHalves } from '../float16.ts';
import { ropeTables } from '../rope.ts';

type Layers = Pick<Kernels, 'products' | 'prepare' | 'linear' | 'rmsNorm' | 'rope' | 'swiglu'>;

interface PlainWeight extends PreparedWeight {
  readonly matrix: Matrix;
}

export const layers: Layers = {
  products(a, b, scale) {
    checkFactors('products', a, b);
    return multiply(a, b, scale);
  },

  prepare(weight, out, inFeatures): PlainWeight {
    checkPositive('weight: output features', out);
    checkPositive('weight: input features', inFeatures);
    checkLength('weight', weight.length, out * inFeatures);
    const data = isHalves(weight) ? fromFloat16(weight) : weight.slice();
    return { out, in: inFeatures, matrix: matrix(out, inFeatures, data), release() {} };
  },

  linear(x, weight, out) {
    if (x.cols !== weight.in) {
      throw new Error(`linear: the layer takes ${weight.in} features, got ${x.cols}`);
    }
    return multiply(x, plain(weight), 1, out);
  },

  rmsNorm(x, gain, eps) {
    checkLength('rmsNorm: gain', gain.length, x.cols);
    const out = matrix(x.rows, x.cols);
    for (let i = 0; i < x.rows; i++) {
      const from = rowOf(x, i);
      const to = rowOf(out, i);
      let squares = 0;
      for (const value of from) squares += value * value;
      const factor = 1 / Math.sqrt(squares / x.cols + eps);
      for (let c = 0; c < x.cols; c++) to[c] = (from[c] as number) * factor * (gain[c] as number);
    }
    return out;
  },

  rope(x, heads, theta, first = 0) {
    const half = headSize(x.cols, heads) / 2;
    const tables = ropeTables(first + x.rows, half, theta);
    const out = matrix(x.rows, x.cols);
    for (let i = 0; i < x.rows; i++) {
      const from = rowOf(x, i);
      const to = rowOf(out, i);
      for (let c = 0; c < half; c++) {
        const cos = tables.cos[(first + i) * half + c] as number;
        const sin = tables.sin[(first + i) * half + c] as number;
        for (let p = c; p < x.cols; p += 2 * half) {
          const a = from[p] as number;
          const b = from[p + half] as number;
          to[p] = a * cos - b * sin;
          to[p + half] = b * cos + a * sin;
        }
      }
    }
    return out;
  },

  swiglu(gate, up, into) {
    if (gate.rows !== up.rows || gate.cols !== up.cols) {
      throw new Error(
        `swiglu: gate is ${gate.rows} × ${gate.cols}, up is ${up.rows} × ${up.cols}; they must match`,
      );
    }
    const out = matrix(gate.rows, gate.cols, into);
    for (let p = 0; p < out.data.length; p++) {
      const g = gate.data[p] as number;
      out.data[p] = (g / (1 + Math.exp(-g))) * (up.data[p] as number);
    }
    return out;
  },
};

function plain(weight: PreparedWeight): Matrix {
  if (!('matrix' in weight)) throw new Error('linear: this weight was prepared by another tier');
  return (weight as PlainWeight).matrix;
}

function multiply(a: Matrix, b: Matrix, scale: number, into?: Float32Array): Matrix {
  const out = matrix(a.rows, b.rows, into);
  const d = a.cols;
  for (let i = 0; i < a.rows; i++) {
    const x = rowOf(a, i);
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let c = 0, p = j * d; c < d; c++, p++) {
        sum += (x[c] as number) * (b.data[p] as number);
      }
      out.data[i * b.rows + j] = sum * scale;
    }
  }
  return out;
}
