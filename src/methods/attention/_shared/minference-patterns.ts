// The three families of MInference, each from a head to a mask, its cost and its stages.
// Source: microsoft/MInference: modules/minference_forward.py, csrc/vertical_slash_index.cu,
// ops/block_sparse_flash_attention.py, ops/streaming_kernel.py.
import { lazyCausal } from '../../../core/mask/lazy.ts';
import { linesMask } from '../../../core/mask/ops.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import type { AttentionHead, AttentionSelection } from '../../attention.ts';
import {
  maskOfBlockRows,
  pairsOfBlockRows,
  touchedTilePairs,
  wholeTilePairs,
} from './block-rows.ts';
import { bestBlocks, blockMask, paddedMeans, pooledFlops } from './blocks.ts';
import { blockSparseStages, aShapeStages, verticalSlashStages } from './minference-stages.ts';
import { snapLines } from './snap.ts';
import {
  chooseLines,
  probeLast,
  rankLines,
  type Probe,
  type RankedLines,
} from './vertical-slash.ts';

/** A selection whose kernel cost is known. */
export type Pattern = AttentionSelection & { readonly kernelPairs: number };

export interface VerticalSlashSizes {
  readonly verticalSize: number;
  readonly slashSize: number;
}

export interface VerticalSlashProbe {
  readonly probe: Probe;
  readonly ranked: RankedLines;
}

export function probeHead(
  head: AttentionHead,
  params: { lastQ: number; forcedColumns: number; forcedOffsets: number },
  kernels: Kernels,
): VerticalSlashProbe {
  const probe = probeLast(head, params.lastQ, kernels);
  return { probe, ranked: rankLines(probe, params.forcedColumns, params.forcedOffsets, kernels) };
}

/** Dynamic columns and diagonals, probed by the last queries. */
export function verticalSlash(
  head: AttentionHead,
  { probe, ranked }: VerticalSlashProbe,
  sizes: VerticalSlashSizes,
  block: number,
  shown: 'kernel' | 'ideal',
): Pattern {
  const { n } = head;
  const lines = chooseLines(ranked, sizes.verticalSize, sizes.slashSize);
  const snapped = snapLines(n, block, lines.columns, lines.offsets);
  const ideal = () => linesMask(n, lines.columns, lines.offsets);
  const mask = shown === 'ideal' ? ideal() : maskOfBlockRows(n, block, snapped.segments);
  return {
    mask,
    kernelPairs: pairsOfBlockRows(n, block, snapped.segments),
    estimationFlops: probe.flops,
    decodeKeys: 'unchanged',
    warnings: raised(sizes, ranked),
    trace: () =>
      verticalSlashStages({ n, block, probe, ranked, lines, snapped, mask, ideal: ideal() }),
  };
}

function raised(sizes: VerticalSlashSizes, ranked: RankedLines): string[] {
  const warnings: string[] = [];
  const { forcedColumns, forcedOffsets } = ranked;
  if (sizes.verticalSize < forcedColumns) {
    warnings.push(
      `vertical size ${sizes.verticalSize} was raised to the ${forcedColumns} forced columns`,
    );
  }
  if (sizes.slashSize < forcedOffsets) {
    warnings.push(
      `slash size ${sizes.slashSize} was raised to the ${forcedOffsets} forced diagonals`,
    );
  }
  return warnings;
}

/** Sinks and a window, the same on every text. */
export function aShape(
  head: AttentionHead,
  initial: number,
  local: number,
  block: number,
): Pattern {
  const { n } = head;
  const mask = lazyCausal(n, (i, keep) => {
    keep(0, initial);
    keep(Math.max(0, i - local + 1), i + 1);
  });
  return {
    mask,
    kernelPairs: touchedTilePairs(mask, block),
    estimationFlops: 0,
    decodeKeys: 'unchanged',
    trace: () => aShapeStages(mask, initial, local, block),
  };
}

/** Dynamic tiles, scored by mean-pooled queries and keys without scale or softmax. */
export function blockSparse(
  head: AttentionHead,
  topBlocks: number,
  block: number,
  kernels: Kernels,
): Pattern {
  const { n, d } = head;
  const scores = pooledScores(head, block, kernels);
  const rows = bestBlocks(scores, topBlocks, kernels);
  const mask = blockMask(n, block, rows);
  return {
    mask,
    kernelPairs: wholeTilePairs(mask),
    estimationFlops: pooledFlops(n, d, rows.length),
    decodeKeys: 'unchanged',
    trace: () => blockSparseStages(mask, scores, rows, topBlocks),
  };
}

function pooledScores(head: AttentionHead, block: number, kernels: Kernels) {
  const { q, k } = head;
  return kernels.products(paddedMeans(q, block, kernels), paddedMeans(k, block, kernels), 1);
}
