// Sixteen-bit floats: IEEE 754 binary16 ("float16", 1-5-10 bits) and bfloat16 (the upper half of a
// float32, 1-8-7 bits). Reading is exact; writing rounds to nearest, ties to even.

const scratch = new DataView(new ArrayBuffer(8));
let table: Float32Array | undefined;

/** The value of one float16, exact; subnormals, infinities and NaN included. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/**
 * The float16 nearest to `x`, rounded once from double precision (ties to even). From 65,520 upwards
 * it is infinity; NaN becomes the quiet NaN 0x7e00.
 */
export function toHalf(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  if (size >= 65520) return sign | 0x7c00;
  // Below 2^-14 the spacing is 2^-24; a result of 1024 is the bit pattern of the smallest normal.
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24);
  scratch.setFloat64(0, size);
  const exponent = ((scratch.getUint32(0) >>> 20) & 0x7ff) - 1023;
  const significand = roundToEven(size * 2 ** (10 - exponent)); // in [1024, 2048]
  // A significand rounded up to 2048 carries into the exponent by itself.
  return sign | (((exponent + 15) << 10) + significand - 1024);
}

/** The bfloat16 nearest to the float32 `x` (ties to even); NaN becomes 0x7fc0. */
export function toBfloat16(x: number): number {
  if (Number.isNaN(x)) return 0x7fc0;
  scratch.setFloat32(0, x);
  const bits = scratch.getUint32(0);
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

/** The value of one bfloat16, exact. */
export function fromBfloat16(bits: number): number {
  scratch.setUint32(0, (bits << 16) >>> 0);
  return scratch.getFloat32(0);
}

/** Float16 bits to float32, exact, by a table of all 65,536 values that is built on first use. */
export function halvesToFloats(bits: Uint16Array): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, i) => fromHalf(i));
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = table[bits[i] as number] as number;
  return out;
}

/** Bfloat16 bits to float32, exact. */
export function bfloat16sToFloats(bits: Uint16Array): Float32Array {
  const out = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = (bits[i] as number) << 16;
  return new Float32Array(out.buffer);
}

/** Float16 bits of every value, rounded to nearest even. */
export function floatsToHalves(values: ArrayLike<number>): Uint16Array {
  return Uint16Array.from(values, toHalf);
}

/** Bfloat16 bits of every value, rounded to nearest even. */
export function floatsToBfloat16s(values: ArrayLike<number>): Uint16Array {
  return Uint16Array.from(values, toBfloat16);
}

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
