// What the panel of the cost law draws and says: the shapes at one job, and how their costs grow.
import type { ParamTable, ParamValues } from '../../../core/params.ts';
import {
  costOf,
  INTENSITY,
  SHAPES,
  totalOf,
  type Cost,
  type Job,
  type Reading,
  type Shape,
} from '../../../domains/decode/kinetics.ts';

export const LAW = {
  input: {
    kind: 'integer',
    label: 'Prompt, L_in',
    help: 'Tokens that are there before writing begins; reading them is not counted, keeping them is.',
    ...{ min: 128, max: 8192, default: 512, unit: 'tokens', scale: 'log' },
  },
  output: {
    kind: 'integer',
    label: 'Answer, L_out',
    help: 'Tokens that are written; dense attention grows with their square.',
    ...{ min: 1024, max: 131_072, default: 32_768, unit: 'tokens', scale: 'log' },
  },
  trials: {
    kind: 'integer',
    label: 'Tries, N',
    help: 'Answers that are written to one prompt; read densely, they share its cache.',
    ...{ min: 1, max: 64, default: 1, scale: 'log' },
  },
  intensity: {
    kind: 'number',
    label: 'A byte costs, I',
    help: 'FLOPs that the hardware does while it reads one byte; 0 counts arithmetic alone, 562.5 is a B200.',
    ...{ min: 0, max: 1000, step: 0.5, default: INTENSITY, unit: 'FLOP' },
  },
  reading: {
    kind: 'choice',
    label: 'Steps read',
    help: 'All keys, the best B of them with a search that costs nothing, or the best blocks with one that does.',
    options: [
      { value: 'dense', label: 'everything' },
      { value: 'top-k', label: 'the best B keys' },
      { value: 'blocks', label: 'the best blocks, B keys' },
    ],
    default: 'dense',
  },
  budget: {
    kind: 'integer',
    label: 'Keys a step, B',
    help: 'Keys that a sparse step reads; fewer cost less.',
    ...{ min: 64, max: 4096, default: 1024, unit: 'keys', scale: 'log' },
  },
  block: {
    kind: 'integer',
    label: 'Block',
    help: 'Keys of a block; small ones cost more to search.',
    ...{ min: 8, max: 128, default: 16, unit: 'keys', scale: 'log' },
    when: { param: 'reading', is: ['blocks'] },
  },
} as const satisfies ParamTable;

export type Law = ParamValues<typeof LAW>;

/** Shown until somebody chooses others. */
export const USUAL_MODELS: readonly string[] = ['0.6B', '4B', '14B', '32B'];
/** As many as there are colours. */
export const MOST_MODELS = 6;

export function jobOf({ input, output, trials }: Law, at: number = output): Job {
  return { input, output: at, trials };
}

export function readingOf({ reading, budget, block }: Law): Reading {
  if (reading === 'blocks') return { kind: reading, budget, block };
  return reading === 'dense' ? { kind: reading } : { kind: reading, budget };
}

/** What dense reading is held against: that which is on show, else the best keys. */
export function sparseOf(law: Law): Reading {
  return readingOf(law.reading === 'dense' ? { ...law, reading: 'top-k' } : law);
}

/** The three parts of a cost, FLOPs. */
export interface Parts {
  readonly linear: number;
  readonly attention: number;
  readonly access: number;
}

export function partsOf({ linear, attention, bytes }: Cost, intensity: number): Parts {
  return { linear, attention, access: intensity * bytes };
}

export interface Priced extends Parts {
  readonly shape: Shape;
  readonly total: number;
  /** By arithmetic alone. */
  readonly compute: number;
}

/** The shapes at the law's job, in their own order. */
export function pricesOf(names: readonly string[], law: Law): Priced[] {
  return SHAPES.filter(({ name }) => names.includes(name)).map((shape) => {
    const cost = costOf(shape, jobOf(law), readingOf(law));
    return {
      ...{ shape, ...partsOf(cost, law.intensity) },
      ...{ total: totalOf(cost, law.intensity), compute: totalOf(cost, 0) },
    };
  });
}

/** Parts of a shape at so many answers' lengths, even steps from 0 to the law's own. */
export function growthOf(shape: Shape, law: Law, steps = 32): (Parts & { readonly at: number })[] {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const at = (i / steps) * law.output;
    return { at, ...partsOf(costOf(shape, jobOf(law, at), readingOf(law)), law.intensity) };
  });
}

/** A line over answers of 1 k to 128 k, two points an octave; x is the binary logarithm of the length. */
export function lineOf(shape: Shape, law: Law, reading: Reading): { x: number; y: number }[] {
  const { min, max } = LAW.output;
  const [first, last] = [Math.log2(min), Math.log2(max)];
  return Array.from({ length: 2 * (last - first) + 1 }, (_, i) => {
    const x = first + i / 2;
    return { x, y: totalOf(costOf(shape, jobOf(law, 2 ** x), reading), law.intensity) };
  });
}

/** How steep such a line is over its last octave: 2 is a square, 1 a proportion. */
export function slopeOf(line: readonly { readonly x: number; readonly y: number }[]): number {
  const [from, to] = [line.at(-3)!, line.at(-1)!];
  return Math.log2(to.y / from.y) / (to.x - from.x);
}

/** Powers of ten around all of the lines. */
export function decadesAround(values: readonly number[]): [number, number] {
  const powers = values.map(Math.log10);
  return [10 ** Math.floor(Math.min(...powers)), 10 ** Math.ceil(Math.max(...powers))];
}

/** 32768 → "32k"; small ones as they are. */
export function length(n: number): string {
  return n >= 1024 ? `${Number((n / 1024).toPrecision(3))}k` : String(Math.round(n));
}

/** "61.7", "3.1": times. */
export function times(ratio: number): string {
  return `${Number(ratio.toPrecision(ratio < 100 ? 2 : 3))}×`;
}
