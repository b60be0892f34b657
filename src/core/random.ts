// Seeded random numbers: the same seed gives the same numbers on every machine and engine.
// Generator: sfc32 (Chris Doty-Humphrey's small fast counting generator, 128-bit state), its state
// filled from an FNV-1a hash of the seed. Not for secrets.

/** A stream of reproducible random numbers. */
export interface Random {
  /** Uniform in [0, 1), with 32 bits of resolution. */
  next(): number;
  /** Uniform integer in [0, n). Throws a RangeError unless n is an integer in [1, 2^32]. */
  int(n: number): number;
  /** One element, uniformly. Throws a RangeError on an empty list. */
  pick<T>(xs: readonly T[]): T;
  /** A shuffled copy (Fisher-Yates); the input is left alone. */
  shuffle<T>(xs: readonly T[]): T[];
  /** Standard normal deviate (mean 0, variance 1). */
  normal(): number;
}

const TWO_32 = 4294967296;

/**
 * A generator for a seed. Numbers are taken by their decimal text, so `7` and `'7'` are one seed.
 * Throws a RangeError for NaN and infinities.
 */
export function createRandom(seed: number | string): Random {
  if (typeof seed === 'number' && !Number.isFinite(seed)) {
    throw new RangeError(`seed must be a finite number or a string, got ${seed}`);
  }
  const text = String(seed);
  let a = hash(text, 1);
  let b = hash(text, 2);
  let c = hash(text, 3);
  let counter = 1;

  const bits = (): number => {
    const out = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out >>> 0;
  };
  for (let round = 0; round < 15; round++) bits(); // let every seed bit reach every state bit

  const next = (): number => bits() / TWO_32;
  const int = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > TWO_32) {
      throw new RangeError(`int(n) needs an integer n in [1, 2^32], got ${n}`);
    }
    return Math.floor(next() * n);
  };
  return {
    next,
    int,
    pick<T>(xs: readonly T[]): T {
      if (xs.length === 0) throw new RangeError('pick needs a list with at least one element');
      return xs[int(xs.length)] as T;
    },
    shuffle<T>(xs: readonly T[]): T[] {
      const out = xs.slice();
      for (let i = out.length - 1; i > 0; i--) {
        const j = int(i + 1);
        [out[i], out[j]] = [out[j] as T, out[i] as T];
      }
      return out;
    },
    normal(): number {
      // Box-Muller; 1 - next() lies in (0, 1], so the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      return radius * Math.cos(2 * Math.PI * next());
    },
  };
}

/** 32-bit FNV-1a over the UTF-16 code units, low byte first, started from a salt. */
function hash(text: string, salt: number): number {
  let h = Math.imul(0x811c9dc5 ^ salt, 0x01000193);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    h = Math.imul(h ^ (unit & 0xff), 0x01000193);
    h = Math.imul(h ^ (unit >>> 8), 0x01000193);
  }
  return h ^ (h >>> 15);
}
