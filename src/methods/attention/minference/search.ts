// Which family suits a head: every candidate is scaled to one target cost, then the best result wins.
// Source: MInference, section "kernel-aware search" and minference_forward.py of microsoft/MInference.
import type { Stage } from '../../../core/trace.ts';
import type { AttentionContext, AttentionHead } from '../../attention.ts';
import { denseTilePairs } from '../_shared/block-rows.ts';
import {
  aShape,
  blockSparse,
  probeHead,
  verticalSlash,
  type Pattern,
} from '../_shared/minference-patterns.ts';
import { number, percent } from '../../_shared/words.ts';

export interface SearchParams {
  readonly criterion: 'recall' | 'output-error';
  readonly targetCost: number;
  readonly lastQ: number;
  readonly forcedColumns: number;
  readonly forcedOffsets: number;
  readonly initial: number;
  readonly block: number;
  readonly shown: 'kernel' | 'ideal';
}

/** Ratios of columns to diagonals that are tried; each is scaled as a whole. */
const RATIOS = [
  [4, 64],
  [8, 56],
  [32, 40],
  [96, 16],
] as const;

export interface Candidate {
  readonly label: string;
  readonly pattern: Pattern;
  /** Mean recall, or relative output error. */
  readonly score: number;
}

/**
 * The candidates that can be scaled to the target cost, best first; equal scores in the order listed.
 * Where none can, the cheapest alone.
 */
export function searchPattern(
  head: AttentionHead,
  params: SearchParams,
  ctx: AttentionContext,
): Candidate[] {
  const { n } = head;
  const { block, shown, criterion } = params;
  const target = params.targetCost * denseTilePairs(n, block);
  const probe = probeHead(head, params, ctx.kernels);

  const found: { label: string; pattern: Pattern }[] = RATIOS.map(([v, s]) => {
    const scaled = (step: number): Pattern => {
      const sizes = scaleSizes(v, s, step, n);
      return verticalSlash(head, probe, sizes, block, shown);
    };
    return { label: `vertical-slash ${v} : ${s}`, pattern: largestWithin(STEPS, scaled, target) };
  });
  found.push({
    label: 'A-shape',
    pattern: largestWithin(n, (local) => aShape(head, params.initial, local, block), target),
  });
  found.push({
    label: 'block-sparse',
    pattern: largestWithin(
      Math.ceil(n / block),
      (k) => blockSparse(head, k, block, ctx.kernels),
      target,
    ),
  });

  // Forced lines put a floor under the cost; what cannot meet the target does not compete.
  const fitting = found.filter(({ pattern }) => pattern.kernelPairs <= target);
  const cheapest = found.reduce((a, b) => (b.pattern.kernelPairs < a.pattern.kernelPairs ? b : a));
  const better = criterion === 'recall' ? -1 : 1;
  return (fitting.length > 0 ? fitting : [cheapest])
    .map((candidate) => ({ ...candidate, score: scoreOf(candidate.pattern, head, criterion, ctx) }))
    .sort((a, b) => better * (a.score - b.score));
}

/** Resolution of the scale of vertical-slash sizes. */
const STEPS = 1024;

/** Step 0 … STEPS scales (v, s) geometrically until both cover the text. */
function scaleSizes(v: number, s: number, step: number, n: number) {
  const least = 1 / Math.max(v, s);
  const most = n / Math.min(v, s);
  const factor = least * Math.max(1, most / least) ** (step / STEPS);
  return {
    verticalSize: Math.max(1, Math.round(v * factor)),
    slashSize: Math.max(1, Math.round(s * factor)),
  };
}

/** The pattern of the largest size in 1 … most whose kernel cost stays within the target, by bisection. */
function largestWithin(most: number, make: (size: number) => Pattern, target: number): Pattern {
  let best = make(1);
  let low = 1;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const pattern = make(middle);
    if (pattern.kernelPairs <= target) {
      best = pattern;
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return best;
}

function scoreOf(
  { mask }: Pattern,
  { q, k, v, n, d }: AttentionHead,
  criterion: SearchParams['criterion'],
  ctx: AttentionContext,
): number {
  if (criterion === 'recall') return sum(ctx.kernels.recallRows(ctx.dense(), mask, 0, n)) / n;
  const rows = ctx.kernels.maskedRows(q, k, v, 1 / Math.sqrt(d), mask, 0, n);
  const norm = sum(rows.normSquared);
  return norm > 0 ? Math.sqrt(sum(rows.errorSquared) / norm) : 0;
}

function sum(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

export function searchStage(candidates: readonly Candidate[], params: SearchParams): Stage {
  const [winner] = candidates;
  const show = params.criterion === 'recall' ? percent : number;
  const what = params.criterion === 'recall' ? 'recall' : 'relative output error';
  return {
    id: 'search',
    caption: `At ${percent(params.targetCost)} of the dense cost, ${winner!.label} wins with ${what} ${show(winner!.score)}.`,
    drawables: [
      {
        kind: 'numbers',
        entries: candidates.map(({ label, score }) => ({ label, value: score })),
        label: `${what} of each candidate`,
      },
    ],
  };
}
