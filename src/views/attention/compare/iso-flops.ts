// What the isoFLOPS panel draws and says: the published shapes at one length, and where a larger sparse
// model costs what a smaller dense one does.
import {
  attentionFlops,
  attentionShare,
  equalSparsity,
  estimationFlops,
  linearWeights,
  SHAPES,
  totalFlops,
  type ModelShape,
  type Phase,
} from '../../../domains/attention/isoflops.ts';
import { siText } from '../../../figure/si.ts';

export const LENGTHS = { least: 16 * 1024, most: 128 * 1024, step: 4 * 1024 } as const;
/** A compression of 20×, the most of the study. */
export const MOST_SPARSITY = 0.95;

/** How the pairs are chosen, and in which phase such a choice is made. */
export const ESTIMATES = {
  free: { label: 'nothing (known in advance)', phases: ['prefill', 'decode'] },
  probe: { label: 'a probe of 512 queries', phases: ['prefill'] },
  blocks: { label: 'means of blocks of 16', phases: ['prefill'] },
  pages: { label: 'bounds of pages of 16', phases: ['decode'] },
} as const satisfies Record<string, { label: string; phases: readonly Phase[] }>;

export type Estimate = keyof typeof ESTIMATES;

export interface IsoSetting {
  readonly phase: Phase;
  /** Tokens of the prompt. */
  readonly n: number;
  readonly estimate: Estimate;
}

export interface IsoPoint {
  readonly sparsity: number;
  readonly flops: number;
}

export interface IsoLine {
  readonly shape: ModelShape;
  /** FLOPs of the dense model, which chooses nothing. */
  readonly dense: number;
  /** Share of attention in them. */
  readonly share: number;
  /** Share of dense attention that choosing costs. */
  readonly estimation: number;
  /** From sparsity 0 to the most, estimation included. */
  readonly points: readonly IsoPoint[];
}

/** Larger against smaller, at equal FLOPs. */
export interface Crossover {
  readonly big: string;
  readonly small: string;
  /** s*: sparsity of the larger model; above 1 no sparsity is enough. */
  readonly sparsity: number;
  /** FLOPs of the smaller dense model. */
  readonly flops: number;
  readonly verdict: 'reached' | 'beyond-range' | 'impossible';
}

function estimationOf(shape: ModelShape, { n, estimate }: IsoSetting): number {
  if (estimate === 'probe') return estimationFlops.probe(shape, n, 512);
  if (estimate === 'blocks') return estimationFlops.blocks(shape, n, 16);
  if (estimate === 'pages') return estimationFlops.pages(shape, n, 16);
  return 0;
}

/** FLOPs of one shape at one sparsity; 0 is the dense model, which pays for no choice. */
export function flopsAt(shape: ModelShape, setting: IsoSetting, sparsity: number): number {
  const estimation = sparsity === 0 ? 0 : estimationOf(shape, setting);
  return totalFlops(shape, setting.n, setting.phase, sparsity, estimation);
}

/** A line per published shape. */
export function isoLines(setting: IsoSetting): IsoLine[] {
  const { n, phase } = setting;
  return SHAPES.map((shape) => {
    const estimation = estimationOf(shape, setting);
    return {
      shape,
      dense: totalFlops(shape, n, phase, 0),
      share: attentionShare(shape, n, phase),
      estimation: estimation / attentionFlops(shape, n, phase),
      points: Array.from({ length: 20 }, (_, i) => {
        const sparsity = (i / 19) * MOST_SPARSITY;
        return { sparsity, flops: totalFlops(shape, n, phase, sparsity, estimation) };
      }),
    };
  });
}

/** All pairs, next sizes first. */
export function crossovers(setting: IsoSetting): Crossover[] {
  const { n, phase } = setting;
  const pairs: [number, Crossover][] = [];
  for (const [b, big] of SHAPES.entries()) {
    for (const [s, small] of SHAPES.slice(0, b).entries()) {
      const sparsity = equalSparsity(big, small, n, phase, estimationOf(big, setting));
      const verdict =
        sparsity > 1 ? 'impossible' : sparsity > MOST_SPARSITY ? 'beyond-range' : 'reached';
      const flops = totalFlops(small, n, phase, 0);
      pairs.push([b - s, { big: big.name, small: small.name, sparsity, flops, verdict }]);
    }
  }
  return pairs.sort(([a], [b]) => a - b).map(([, pair]) => pair);
}

/** How many pairs are of next sizes, and so stand first. */
export const NEXT_SIZES = SHAPES.length - 1;

/** One sentence on a pair. */
export function crossoverSentence({ big, small, sparsity, verdict }: Crossover, n: number): string {
  const at = `at ${thousands(n)} tokens`;
  if (verdict === 'impossible') {
    return `Impossible ${at}: without any attention pair the ${big} still costs more than the dense ${small}.`;
  }
  const needed = `the ${big} costs what the dense ${small} does at s* = ${(sparsity * 100).toFixed(1)} %`;
  return verdict === 'reached'
    ? `${at[0]?.toUpperCase()}${at.slice(1)} ${needed}.`
    : `${at[0]?.toUpperCase()}${at.slice(1)} ${needed}, sparser than the 95 % that the study goes to.`;
}

/**
 * Lowest and highest FLOPs of a phase over all lengths and ways of choosing: axes stand still while the
 * length moves.
 */
export function flopsRange(phase: Phase): readonly [number, number] {
  const all = estimatesOf(phase).flatMap((estimate) =>
    [LENGTHS.least, LENGTHS.most].flatMap((n) =>
      isoLines({ phase, n, estimate }).flatMap(({ points }) => points.map(({ flops }) => flops)),
    ),
  );
  return [Math.min(...all), Math.max(...all)];
}

/** The ways of choosing that there are in a phase. */
export function estimatesOf(phase: Phase): Estimate[] {
  const all = Object.keys(ESTIMATES) as Estimate[];
  return all.filter((id) => (ESTIMATES[id].phases as readonly Phase[]).includes(phase));
}

/** 1, 2 and 5 times powers of ten within a range. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const digit of [1, 2, 5]) {
      const tick = Number(`${digit}e${power}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** 5.1e15 → "5.10 PFLOP". */
export function flopText(flops: number): string {
  return `${siText(flops, 3)}FLOP`;
}

/** 131072 → "128k". */
export function thousands(n: number): string {
  return `${Math.round(n / 1024)}k`;
}

/** Weights of the linear layers, without embedding and output, in billions. */
export function billions(shape: ModelShape): string {
  return (linearWeights(shape) / 1e9).toFixed(1);
}
