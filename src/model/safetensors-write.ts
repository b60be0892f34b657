// Writes the safetensors format, laid out so that every tensor starts on a boundary of its own
// element size: wide dtypes first, then by name; the header padded with spaces to eight bytes.
import { DTYPE_BYTES, type RawTensor } from './safetensors.ts';
import { floatsToBfloat16s, floatsToHalves } from './half.ts';

/**
 * The bytes of a file with these tensors. Throws when a tensor's bytes do not fit its shape, or when
 * one is called `__metadata__`.
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, RawTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): ArrayBuffer {
  const names = Object.keys(tensors).sort((a, b) => {
    const wide = DTYPE_BYTES[tensors[b]!.dtype] - DTYPE_BYTES[tensors[a]!.dtype];
    return wide || (a < b ? -1 : 1);
  });
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header['__metadata__'] = metadata;
  let end = 0;
  for (const name of names) {
    const { dtype, shape, bytes } = tensors[name]!;
    const expected = shape.reduce((product, size) => product * size, DTYPE_BYTES[dtype]);
    if (name === '__metadata__') throw new Error('a tensor cannot be called __metadata__');
    if (bytes.byteLength !== expected) {
      const form = `[${shape.join(', ')}] in ${dtype}`;
      throw new Error(`“${name}” as ${form} needs ${expected} bytes, got ${bytes.byteLength}`);
    }
    header[name] = { dtype, shape, data_offsets: [end, end + expected] };
    end += expected;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const out = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.set(text, 8);
  let at = 8 + length;
  for (const name of names) {
    out.set(tensors[name]!.bytes, at);
    at += tensors[name]!.bytes.byteLength;
  }
  return out.buffer;
}

/** Values as a tensor to write; F16 and BF16 round to nearest even. */
export function tensorOf(
  shape: readonly number[],
  values: ArrayLike<number>,
  dtype: 'F32' | 'F16' | 'BF16' = 'F32',
): RawTensor {
  const numbers =
    dtype === 'F32'
      ? Float32Array.from(values)
      : dtype === 'F16'
        ? floatsToHalves(values)
        : floatsToBfloat16s(values);
  return { dtype, shape, bytes: new Uint8Array(numbers.buffer) };
}
