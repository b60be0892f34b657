// What a pruned matrix would take in memory and arithmetic in the formats that real kernels read.
// n = out·in weights, z of them kept, b bytes per value, i bytes per column index.
import type { Mask } from '../../core/mask/mask.ts';
import { countsPerTile } from '../../core/mask/counts.ts';

export const FORMATS = ['dense', 'bitmask', 'csr', '2:4'] as const;
export type FormatId = (typeof FORMATS)[number];

export interface FormatInfo {
  readonly label: string;
  readonly sentence: string;
  /** Formulas, for those who want to see them. */
  readonly bytes: string;
  readonly flops: string;
  readonly breakEven: string;
}

export const FORMAT_INFO: Readonly<Record<FormatId, FormatInfo>> = {
  dense: {
    label: 'dense',
    sentence: 'Every weight is stored and multiplied, zeros too.',
    bytes: 'b·n',
    flops: '2·n per token',
    breakEven: 'the yardstick',
  },
  bitmask: {
    label: 'bitmask',
    sentence:
      'One bit per weight says whether it is there, and only kept values are stored; they are put back in place before an ordinary multiplication, so memory is saved and arithmetic is not.',
    bytes: 'n/8 + b·z',
    flops: '2·n per token',
    breakEven: 'smaller than dense above a sparsity of 1/(8b)',
  },
  csr: {
    label: 'CSR',
    sentence:
      'Kept values with their column, row after row (compressed sparse rows); only they are multiplied.',
    bytes: '(b + i)·z + 4·(out + 1)',
    flops: '2·z per token',
    breakEven: 'smaller than dense above a sparsity of 1 − (b·n − 4·(out + 1)) / ((b + i)·n)',
  },
  '2:4': {
    label: '2:4',
    sentence:
      'At most two of every four neighbouring inputs: two values and two 2-bit places per group, as sparse tensor cores read them at half the arithmetic.',
    bytes: 'b·n/2 + n/8',
    flops: 'n per token',
    breakEven: 'smaller than dense wherever the mask fits',
  },
};

export interface FormatCost {
  readonly bytes: number;
  /** Per token. */
  readonly flops: number;
  /** Sparsity above which it takes fewer bytes than dense; null where sparsity does not matter. */
  readonly breakEven: number | null;
}

/** Float16, as the shipped model's weights are. */
export const VALUE_BYTES = 2;

/** Bytes of a column index: two while they are enough. */
export function indexBytes(cols: number): 2 | 4 {
  return cols <= 65536 ? 2 : 4;
}

/** Every format's cost for a mask (out × in); null for 2:4 where the mask does not fit it. */
export function formatCosts(
  mask: Mask,
  valueBytes = VALUE_BYTES,
): Readonly<Record<FormatId, FormatCost | null>> {
  const { rows, cols } = mask;
  const n = rows * cols;
  const z = mask.count();
  const b = valueBytes;
  const i = indexBytes(cols);
  const starts = 4 * (rows + 1);
  return {
    dense: { bytes: b * n, flops: 2 * n, breakEven: null },
    bitmask: { bytes: Math.ceil(n / 8) + b * z, flops: 2 * n, breakEven: 1 / (8 * b) },
    csr: {
      bytes: (b + i) * z + starts,
      flops: 2 * z,
      breakEven: 1 - (b * n - starts) / ((b + i) * n),
    },
    '2:4': fitsTwoOfFour(mask)
      ? { bytes: (b * n) / 2 + Math.ceil(n / 8), flops: n, breakEven: null }
      : null,
  };
}

/** Whether at most two of every four neighbouring inputs are kept, in groups from the first on. */
export function fitsTwoOfFour(mask: Mask): boolean {
  return mask.cols % 4 === 0 && countsPerTile(mask, 1, 4).counts.every((kept) => kept <= 2);
}

/** Sums over matrices; null for a format that any of them does not fit. */
export function sumCosts(
  costs: readonly Readonly<Record<FormatId, FormatCost | null>>[],
): Readonly<Record<FormatId, { readonly bytes: number; readonly flops: number } | null>> {
  const sum = (id: FormatId) => {
    const all = costs.map((each) => each[id]);
    return all.some((each) => each === null)
      ? null
      : {
          bytes: all.reduce((total, each) => total + (each?.bytes ?? 0), 0),
          flops: all.reduce((total, each) => total + (each?.flops ?? 0), 0),
        };
  };
  return { dense: sum('dense'), bitmask: sum('bitmask'), csr: sum('csr'), '2:4': sum('2:4') };
}
