// Tensors of files in the safetensors format, by name. Of a file on a disk the bytes of a tensor are read
// when they are asked for, so that what nobody asks for costs nothing, whatever its size.
import { readNow, sourceOfBytes, type ByteSource } from '../core/byte-source.ts';
import { ExpectedError } from '../core/result.ts';
import { told } from '../core/told.ts';
import { bfloat16sToFloats, halvesToFloats } from './half.ts';
import { safetensorsHeader } from './safetensors-header.ts';

/** A tensor as it lies in the file: row-major, little-endian. */
export interface RawTensor {
  /** As the format names it; it need not be one that is computed with. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Of a file in memory a view, of one on a disk read anew each time. */
  readonly bytes: Uint8Array;
}

/** Named tensors, from one file or several. */
export interface TensorSource {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Throws an ExpectedError naming the tensor where there is none. */
  tensor(name: string): RawTensor;
  /**
   * The values of an F32, F16 or BF16 tensor, exact. May be a view of the file: not to be written to.
   * Throws an ExpectedError for any other dtype.
   */
  float32(name: string): Float32Array;
  /** The bits of an F16 tensor; a view or a copy. Throws an ExpectedError for any other dtype. */
  half(name: string): Uint16Array;
}

export interface SafetensorsFile extends TensorSource {
  /** The free strings under `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Opens a file held in memory or on a disk. Throws an ExpectedError that names the tensor, the offset, what
 * was expected and what was found.
 */
export function readSafetensors(file: ArrayBuffer | ByteSource): SafetensorsFile {
  const source = file instanceof ArrayBuffer ? sourceOfBytes(new Uint8Array(file)) : file;
  const { metadata, entries } = readNow(safetensorsHeader(source.size), source);
  const tensors = new Map(
    entries.map(({ name, dtype, shape, start, end }): [string, RawTensor] => [
      name,
      {
        ...{ dtype, shape },
        get bytes() {
          return source.read(start, end);
        },
      },
    ]),
  );
  return { metadata, ...sourceOf(tensors) };
}

/** Tensors by their names. */
export function sourceOf(tensors: ReadonlyMap<string, RawTensor>): TensorSource {
  const tensor = (name: string): RawTensor => {
    const found = tensors.get(name);
    if (found) return found;
    const names = [...tensors.keys()].slice(0, 4).map((each) => told(each));
    const some = names.join(', ') || 'none';
    throw new ExpectedError(name, `there is no tensor “${name}”; the file has ${some}, …`);
  };
  return {
    names: [...tensors.keys()],
    has: (name) => tensors.has(name),
    tensor,
    float32: (name) => tensorFloats(name, tensor(name)),
    half(name) {
      const found = tensor(name);
      if (found.dtype === 'F16') return new Uint16Array(...aligned(found.bytes, 2));
      throw new ExpectedError(name, `tensor “${name}” is ${told(found.dtype)}; needed is F16`);
    },
  };
}

/** The values of one tensor; see `TensorSource.float32`. */
export function tensorFloats(name: string, tensor: RawTensor): Float32Array {
  switch (tensor.dtype) {
    case 'F32':
      return new Float32Array(...aligned(tensor.bytes, 4));
    case 'F16':
      return halvesToFloats(new Uint16Array(...aligned(tensor.bytes, 2)));
    case 'BF16':
      return bfloat16sToFloats(new Uint16Array(...aligned(tensor.bytes, 2)));
    default: {
      const what = `tensor “${name}” is ${told(tensor.dtype)}`;
      throw new ExpectedError(name, `${what}; needed are F32, F16 or BF16`);
    }
  }
}

/** Arguments of a typed array over `bytes`, copied first where they do not lie on an element boundary. */
function aligned(bytes: Uint8Array, size: number): [ArrayBufferLike, number, number] {
  const lying = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return [lying.buffer, lying.byteOffset, lying.byteLength / size];
}
