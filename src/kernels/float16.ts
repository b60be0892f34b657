// Half-precision numbers (IEEE 754 binary16), kept as bits in a Uint16Array.
import { typedKind } from '../core/numbers.ts';

/** Whether these are halves as bits, and not floats; an array of another frame is told as well. */
export function isHalves(values: Float32Array | Uint16Array): values is Uint16Array {
  return typedKind(values) === 'Uint16Array';
}

/** Decodes every value exactly, subnormals, infinities and NaN included. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  const out = new Float32Array(bits.length);
  for (let p = 0; p < bits.length; p++) out[p] = decode(bits[p] as number);
  return out;
}

function decode(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
