// What each family of MInference shows of its working.
import { lazyCausal } from '../../../core/mask/lazy.ts';
import type { Mask } from '../../../core/mask/mask.ts';
import type { TileMask } from '../../../core/mask/tiles.ts';
import { matrix, type Matrix } from '../../../core/tensor.ts';
import type { Stage } from '../../../core/trace.ts';
import { maskOfBlockRows, pairsOfBlockRows, wholeTilePairs } from './block-rows.ts';
import { lowerPart, type BlockRows } from './blocks.ts';
import type { SnappedLines } from './snap.ts';
import { maskStage, resultStage } from './stages.ts';
import type { ChosenLines, Probe, RankedLines } from './vertical-slash.ts';
import { count, percent, whole } from '../../_shared/words.ts';

interface VerticalSlashRun {
  readonly n: number;
  readonly block: number;
  readonly probe: Probe;
  readonly ranked: RankedLines;
  readonly lines: ChosenLines;
  readonly snapped: SnappedLines;
  readonly mask: Mask;
  readonly ideal: Mask;
}

export function verticalSlashStages(run: VerticalSlashRun): Stage[] {
  const { n, block, snapped, ideal, mask } = run;
  const tiles = maskOfBlockRows(n, block, snapped.tiles);
  const computed = pairsOfBlockRows(n, block, snapped.segments);
  const wanted = ideal.count();
  const gathered = new Set(snapped.gathered.flat());
  return [
    probeStage(run.probe, n),
    sumsStage(run),
    linesStage(run),
    {
      id: 'tiles',
      caption:
        `Tiles of ${block} keys snap over the diagonals and ${count(gathered.size, 'column')} ` +
        `outside of them ${gathered.size === 1 ? 'is' : 'are'} gathered: ${whole(computed)} pairs computed for ${whole(wanted)} wanted.`,
      drawables: [
        { kind: 'mask', mask: tiles, tile: block, label: 'tiles over diagonals' },
        {
          kind: 'lines',
          columns: [...gathered].sort((a, b) => a - b),
          offsets: [],
          label: 'gathered columns',
        },
      ],
    },
    resultStage(mask, mask === ideal ? 'The ideal mask' : 'The mask'),
  ];
}

/** The queries that look on behalf of all others. */
export function probeStage(probe: Probe, n: number): Stage {
  const { r, rows } = probe;
  return {
    id: 'probe',
    caption: `The last ${count(r, 'query', 'queries')} of ${whole(n)} look at all keys on behalf of the rest.`,
    drawables: [
      { kind: 'rows', from: n - r, to: n, label: 'probe queries' },
      {
        kind: 'matrix',
        matrix: matrix(r, n, rows),
        rows: 'query',
        cols: 'key',
        causal: false,
        label: 'attention of the probe queries',
      },
    ],
  };
}

function sumsStage({ probe, ranked, lines }: VerticalSlashRun): Stage {
  const forced = (length: number) => Array.from({ length }, (_, i) => i);
  const dynamicColumns = lines.columns.length - ranked.forcedColumns;
  const dynamicOffsets = lines.offsets.length - ranked.forcedOffsets;
  return {
    id: 'sums',
    caption:
      `Their attention is summed per key and per offset: the best ${count(dynamicColumns, 'column')} and ` +
      `${count(dynamicOffsets, 'diagonal')} join the ${ranked.forcedColumns} and ${ranked.forcedOffsets} that are forced.`,
    drawables: [
      {
        kind: 'bars',
        axis: 'key',
        values: probe.vertical,
        chosen: [...lines.columns],
        forced: forced(ranked.forcedColumns),
        label: 'attention per key column',
      },
      {
        kind: 'bars',
        axis: 'offset',
        values: probe.slash,
        chosen: [...lines.offsets].reverse(),
        forced: forced(ranked.forcedOffsets),
        label: 'attention per diagonal',
      },
    ],
  };
}

function linesStage({ n, probe, lines, ideal }: VerticalSlashRun): Stage {
  let caught = 0;
  for (let t = 0; t < probe.r; t++) {
    ideal.forEachRun(n - probe.r + t, (start, end) => {
      for (let j = start; j < end; j++) caught += probe.rows[t * n + j]!;
    });
  }
  return {
    id: 'lines',
    caption:
      `${count(lines.columns.length, 'column')} and ${count(lines.offsets.length, 'diagonal')} ` +
      `hold ${percent(caught / probe.r)} of the probe's attention.`,
    drawables: [
      {
        kind: 'lines',
        columns: [...lines.columns],
        offsets: [...lines.offsets].reverse(),
        label: 'chosen columns and diagonals',
      },
    ],
  };
}

export function aShapeStages(mask: Mask, initial: number, local: number, block: number): Stage[] {
  const n = mask.rows;
  return [
    maskStage(
      'sinks',
      `Every query reads the first ${count(Math.min(n, initial), 'key')}.`,
      lazyCausal(n, (_, keep) => keep(0, initial)),
      'first keys',
    ),
    maskStage(
      'window',
      `Every query reads the newest ${count(Math.min(n, local), 'key')}, its own included.`,
      lazyCausal(n, (i, keep) => keep(i - local + 1, i + 1)),
      'window',
    ),
    resultStage(mask, `Computed in tiles of ${block}, the A-shape`),
  ];
}

export function blockSparseStages(
  mask: TileMask,
  scores: Matrix,
  rows: BlockRows,
  topBlocks: number,
): Stage[] {
  const own = rows.filter((kept, I) => kept.at(-1) !== I).length;
  return [
    {
      id: 'pooled',
      caption: `Queries and keys are averaged over blocks of ${mask.block}; their products score ${whole((scores.rows * (scores.rows + 1)) / 2)} blocks.`,
      drawables: [
        {
          kind: 'matrix',
          matrix: lowerPart(scores),
          rows: 'query-block',
          cols: 'key-block',
          causal: true,
          label: 'pooled scores',
        },
      ],
    },
    maskStage(
      'blocks',
      `Each block row keeps its best ${count(topBlocks, 'block')}; ${
        own === 0 ? 'none drops' : `${count(own, 'row')} ${own === 1 ? 'drops' : 'drop'}`
      } its own block.`,
      mask,
      'chosen blocks',
      mask.block,
    ),
    resultStage(
      mask,
      `${whole(wholeTilePairs(mask))} pairs are computed in whole blocks; the mask`,
    ),
  ];
}
