// Writes the safetensors format, laid out so that every tensor starts on a boundary of its own
// element size: wide dtypes first, then by name; the header padded with spaces to eight bytes.
import { inMemory } from '../core/byte-source.ts';
import { floatsToBfloat16s, floatsToHalves } from './half.ts';
import { bytesOfElement, bytesOfTensor } from './safetensors-header.ts';
import type { RawTensor } from './safetensors.ts';

/**
 * The bytes of a file with these tensors. Throws when a tensor's bytes do not fit its shape, or when
 * one is called `__metadata__`.
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, RawTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): ArrayBuffer {
  const width = (name: string): number => bytesOfElement(tensors[name]!.dtype);
  const names = Object.keys(tensors).sort((a, b) => width(b) - width(a) || (a < b ? -1 : 1));
  // Entries, not an object: a tensor may have any name, `__proto__` too.
  const header: [name: string, entry: object][] = [];
  if (Object.keys(metadata).length > 0) header.push(['__metadata__', metadata]);
  let end = 0;
  for (const name of names) {
    const { dtype, shape } = tensors[name]!;
    if (name === '__metadata__') throw new Error('a tensor cannot be called __metadata__');
    const size = bytesOfTensor(dtype, shape) ?? tensors[name]!.bytes.byteLength;
    header.push([name, { dtype, shape, data_offsets: [end, end + size] }]);
    end += size;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(text.length / 8) * 8;
  const total = 8 + length + end;
  const out = inMemory(total, () => new Uint8Array(total)).fill(0x20, 8, 8 + length);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.set(text, 8);
  let at = 8 + length;
  for (const name of names) {
    const { dtype, shape, bytes } = tensors[name]!;
    const size = bytesOfTensor(dtype, shape) ?? bytes.byteLength;
    if (bytes.byteLength !== size) {
      const form = `[${shape.join(', ')}] in ${dtype}`;
      throw new Error(`“${name}” as ${form} needs ${size} bytes, got ${bytes.byteLength}`);
    }
    out.set(bytes, at);
    at += size;
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
