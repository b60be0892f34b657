// What FlexPrefill shows of its working.
import type { Mask } from '../../../core/mask/mask.ts';
import { causalTiles } from '../../../core/mask/ops.ts';
import type { Drawable, Stage } from '../../../core/trace.ts';
import type { FlexRun, FlexSettings } from './flexprefill.ts';
import { FARTHEST } from './jsd.ts';
import { probeStage } from './minference-stages.ts';
import { resultStage } from './stages.ts';
import { count, list, number, percent, whole } from '../../_shared/words.ts';

export function flexStages(run: FlexRun, set: FlexSettings, n: number, mask: Mask): Stage[] {
  const { nb, block } = run;
  const kept = countKept(run, mask, n);
  return [
    probeStage(run.probe, n),
    coverStage(run, set),
    switchStage(run, set),
    linesStage(run, n),
    ...(run.pooled ? [globalStage(run, set, n)] : []),
    resultStage(
      mask,
      `${count(kept, 'block')} of ${block} × ${block}, ${percent(kept / (nb * nb))} of the full square, and the causal mask inside; this`,
      block,
    ),
  ];
}

function coverStage(run: FlexRun, { gamma }: FlexSettings): Stage {
  const { probe, covered, wanted, queryAware } = run;
  const blocks = `${count(wanted.vertical, 'block')} of columns and ${count(wanted.slash, 'block')} of diagonals`;
  return {
    id: 'cover',
    caption:
      `To cover ${percent(gamma)} of the probe's attention takes ${count(covered.vertical, 'column')} ` +
      `or ${count(covered.slash, 'diagonal')}; ` +
      (queryAware ? `being query-aware, the head takes only ${blocks}.` : `that makes ${blocks}.`),
    drawables: [coverCurve(probe, covered, gamma)],
  };
}

/** Running sums of columns and diagonals, heaviest first, and where each crosses γ. */
export function coverCurve(
  sums: { readonly vertical: Float32Array; readonly slash: Float32Array },
  covered: { readonly vertical: number; readonly slash: number },
  gamma: number,
): Drawable {
  const most = Math.max(covered.vertical, covered.slash);
  // A little beyond the crossing, so that the curve's shoulder shows.
  const shown = Math.min(sums.vertical.length, Math.ceil(most * 1.25) + 8);
  const series = (label: string, values: Float32Array, count: number) => ({
    label,
    values: running(values).subarray(0, shown),
    cut: Math.min(shown, count) - 1,
  });
  return {
    kind: 'curve',
    x: 'tokens, heaviest first',
    y: 'attention covered',
    series: [
      series('columns', sums.vertical, covered.vertical),
      series('diagonals', sums.slash, covered.slash),
    ],
    threshold: gamma,
    label: 'coverage',
  };
}

function switchStage(run: FlexRun, { tau }: FlexSettings): Stage {
  const { guess, pooledVertical, distance, queryAware } = run;
  return {
    id: 'switch',
    caption:
      `Averages guess the probe's attention per block to within a distance of ${number(distance)}, ` +
      (queryAware
        ? `below τ = ${number(tau)}: they can be trusted, and the head is query-aware.`
        : `not below τ = ${number(tau)}: the head stays vertical-slash.`),
    drawables: [
      { kind: 'bars', axis: 'key-block', values: guess, label: 'guess from averages' },
      {
        kind: 'bars',
        axis: 'key-block',
        values: pooledVertical,
        label: 'true attention per block',
      },
      {
        kind: 'dial',
        value: distance,
        max: FARTHEST,
        mark: tau,
        unit: '√JSD',
        label: 'distance between the two',
      },
    ],
  };
}

function linesStage(
  { columns, offsets, pooledVertical, pooledSlash, nb, block }: FlexRun,
  n: number,
): Stage {
  const columnSet = new Set(columns);
  const offsetSet = new Set(offsets);
  return {
    id: 'lines',
    caption: `Kept columns of blocks: ${list([...columns])} of ${whole(nb)}; kept diagonals of blocks: ${list([...offsets])}.`,
    drawables: [
      {
        kind: 'mask',
        mask: causalTiles(n, block, (I, J) => columnSet.has(J) || offsetSet.has(I - J)),
        tile: block,
        label: 'lines of blocks',
      },
      {
        kind: 'bars',
        axis: 'key-block',
        values: pooledVertical,
        chosen: [...columns],
        forced: [0],
        label: 'attention per column of blocks',
      },
      {
        kind: 'bars',
        axis: 'offset-block',
        values: pooledSlash,
        chosen: [...offsets],
        forced: [0],
        label: 'attention per diagonal of blocks',
      },
    ],
  };
}

function globalStage(
  { pooled, picked, nb, block }: FlexRun,
  { gamma }: FlexSettings,
  n: number,
): Stage {
  const chosen = new Set(picked);
  const values = Float32Array.from(pooled!.data).sort().reverse();
  return {
    id: 'global',
    caption: `All block scores are sorted together: the largest ${whole(picked.length)} sum to at most ${number(gamma * nb)}, which is ${percent(gamma)} of ${whole(nb)} rows.`,
    drawables: [
      {
        kind: 'matrix',
        matrix: pooled!,
        rows: 'query-block',
        cols: 'key-block',
        causal: true,
        label: 'attention between block averages',
      },
      {
        kind: 'curve',
        x: 'blocks, heaviest first',
        y: 'sum of scores',
        series: [
          {
            label: 'all blocks',
            values: accumulate(values.subarray(0, (nb * (nb + 1)) / 2)),
            cut: picked.length - 1,
          },
        ],
        threshold: gamma * nb,
        label: 'one sort over the whole matrix',
      },
      {
        kind: 'mask',
        mask: causalTiles(n, block, (I, J) => chosen.has(I * nb + J)),
        tile: block,
        label: 'blocks picked by the sort',
      },
    ],
  };
}

function countKept({ nb, block }: FlexRun, mask: Mask, n: number): number {
  let kept = 0;
  for (let I = 0; I < nb; I++) {
    for (let J = 0; J <= I; J++)
      if (mask.has(Math.min(n - 1, (I + 1) * block - 1), J * block)) kept++;
  }
  return kept;
}

/** Running sums of the values in descending order. */
function running(values: Float32Array): Float32Array {
  return accumulate(values.slice().sort().reverse());
}

function accumulate(values: Float32Array): Float32Array {
  let sum = 0;
  return values.map((value) => (sum += value));
}
