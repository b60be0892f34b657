// A Hessian through a file and back.
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/core/random.ts';
import { matrix } from '../../../../src/core/tensor.ts';
import { packHessian, unpackHessian } from '../../../../src/domains/weights/hessian-pack.ts';
import { typescriptKernels } from '../../../../src/kernels/ts.ts';
import { readSafetensors } from '../../../../src/model/safetensors.ts';
import { tensorOf, writeSafetensors } from '../../../../src/model/safetensors-write.ts';

const there = (hessian: Float32Array) => writeSafetensors(packHessian(hessian));
const back = (bytes: ArrayBuffer): Float32Array => unpackHessian(readSafetensors(bytes));

/** X Xᵀ of inputs with very different strengths, the last of which never fires. */
function gram(size: number, tokens: number): Float32Array {
  const random = createRandom(`gram ${size}`);
  const data = Float32Array.from({ length: size * tokens }, (_, p) => {
    const j = Math.floor(p / tokens);
    return j === size - 1 ? 0 : random.normal() * 10 ** ((j % 7) - 3);
  });
  const x = matrix(size, tokens, data);
  return typescriptKernels.products(x, x, 1).data;
}

describe('packHessian', () => {
  it('keeps one triangle of a small one, exactly', () => {
    const hessian = Float32Array.of(2, 0.1, -3, 0.1, 5, 7, -3, 7, 1e-20);
    expect(readSafetensors(there(hessian)).float32('triangle')).toEqual(
      Float32Array.of(2, 0.1, -3, 5, 7, 1e-20),
    );
    expect(back(there(hessian))).toEqual(hessian);
    const larger = gram(256, 8);
    expect(back(there(larger))).toEqual(larger);
  });

  it('keeps correlations of a large one to 24 bits, its diagonal exactly', () => {
    const size = 300;
    const hessian = gram(size, 12);
    const bytes = there(hessian);
    expect(bytes.byteLength).toBeLessThan(1.51 * size ** 2 + 2000);
    const again = back(bytes);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const scale = Math.sqrt(hessian[i * size + i]! * hessian[j * size + j]!);
        const off = Math.abs(again[i * size + j]! - hessian[i * size + j]!);
        // Half a step of 1/(2²³ − 1), and what single precision rounds off.
        expect(off).toBeLessThanOrEqual(i === j ? 0 : scale * (2 ** -24 + 2 ** -23));
        expect(again[i * size + j]).toBe(again[j * size + i]);
      }
    }
  });

  it('a file whose parts do not fit is refused', () => {
    const { correlations } = packHessian(gram(300, 2));
    const file = writeSafetensors({
      correlations: correlations!,
      diagonal: tensorOf([7], new Float32Array(7)),
    });
    expect(() => back(file)).toThrow('7 inputs do not fit the correlations beside them');
  });
});
