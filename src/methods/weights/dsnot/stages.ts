// What DSnoT shows of its working: one output, its residual, and a step for each swap.
import { rowOf, type Matrix } from '../../../core/tensor.ts';
import type { Drawable, Stage } from '../../../core/trace.ts';
import { count, number } from '../../_shared/words.ts';
import type { RowRun, Stop, Swap } from './cycles.ts';
import type { Keep } from '../_shared/keep.ts';
import { drawInputs, drawRow } from '../_shared/stages.ts';

/** Cycles that have a step of their own. */
export const SHOWN = 10;

const STOPS: Readonly<Record<Stop, string>> = {
  'small enough': 'the residual is small enough',
  sign: 'the next swap would turn its sign',
  'nothing left': 'no weight is left to grow or to prune',
  cycles: 'no more cycles are allowed',
};

export interface Shown {
  readonly row: number;
  readonly run: RowRun;
  readonly threshold: number;
  /** Initial scores and initial mask of the whole matrix. */
  readonly initial: Matrix;
  readonly before: Keep;
}

export function dsnotStages(shown: Shown): Stage[] {
  const { row, run, threshold, initial, before } = shown;
  const { cols } = initial;
  const kept = new Set([...rowOf(initial, row).keys()].filter((j) => before[row * cols + j] === 1));
  const lit: Drawable = { kind: 'rows', from: row, to: row + 1, label: `output ${row}` };
  const stages: Stage[] = [
    {
      id: 'initial',
      caption: `The initial mask keeps ${kept.size} of ${count(cols, 'weight')} of output ${row}.`,
      drawables: drawRow(initial, before, row),
    },
    {
      id: 'residual',
      caption: `On average the dropped weights of output ${row} would have added ${number(run.start)}: the residual ε.`,
      drawables: [
        lit,
        signed(run.contributions, 'expected contribution', kept),
        {
          kind: 'numbers',
          entries: [
            { label: 'residual ε', value: run.start },
            { label: 'small enough up to', value: threshold },
          ],
          label: 'what the output misses on average',
        },
      ],
    },
    {
      id: 'growth',
      caption:
        'Dropped weights queue by their contribution over the variance of their input: steady ones first.',
      drawables: [lit, signed(run.growth, 'growth')],
    },
  ];
  let residual = run.start;
  run.swaps.slice(0, SHOWN).forEach((swap, at) => {
    if (swap.accepted) {
      kept.add(swap.grow);
      kept.delete(swap.prune);
    }
    stages.push(cycleStage(at, swap, residual, run, kept, lit));
    if (swap.accepted) residual = swap.residual;
  });
  stages.push(courseStage(shown, lit));
  return stages;
}

function cycleStage(
  at: number,
  swap: Swap,
  before: number,
  run: RowRun,
  kept: ReadonlySet<number>,
  lit: Drawable,
): Stage {
  const deed = `${swap.grow} ${swap.accepted ? 'comes' : 'would come'} back and ${swap.prune} ${swap.accepted ? 'goes' : 'would go'}`;
  const outcome = swap.accepted
    ? `ε goes from ${number(before)} to ${number(swap.residual)}`
    : `ε would turn from ${number(before)} to ${number(swap.residual)}, so the output stops here`;
  return {
    id: `cycle-${at + 1}`,
    caption: `Input ${deed}; ${outcome}.`,
    drawables: [
      lit,
      signed(run.contributions, 'expected contribution', kept),
      {
        kind: 'dial',
        value: Math.abs(swap.accepted ? swap.residual : before),
        max: Math.max(...residuals(run), Number.MIN_VALUE),
        mark: Math.abs(before),
        unit: '',
        label: 'size of the residual',
      },
      {
        kind: 'numbers',
        entries: [
          { label: 'grown input', value: swap.grow },
          { label: 'its contribution', value: run.contributions[swap.grow] ?? 0 },
          { label: 'pruned input', value: swap.prune },
          { label: 'contribution lost', value: run.contributions[swap.prune] ?? 0 },
          { label: 'residual before', value: before },
          { label: 'residual after', value: swap.residual },
        ],
        label: swap.accepted ? 'the swap' : 'the swap that was not made',
      },
    ],
  };
}

function courseStage({ row, run, threshold }: Shown, lit: Drawable): Stage {
  const swaps = run.swaps.filter(({ accepted }) => accepted).length;
  return {
    id: 'cycles',
    caption: `After ${count(swaps, 'swap')} the residual of output ${row} is ${number(run.residual)}, from ${number(run.start)}; ${STOPS[run.stop]}.`,
    drawables: [
      lit,
      {
        kind: 'curve',
        x: 'cycle',
        y: 'size of the residual',
        series: [{ label: `output ${row}`, values: Float32Array.from(residuals(run)) }],
        threshold,
        label: 'residual over the cycles',
      },
    ],
  };
}

/** Sizes of the residual before the first swap and after each that was made. */
function residuals(run: RowRun): number[] {
  const after = run.swaps.filter(({ accepted }) => accepted).map(({ residual }) => residual);
  return [run.start, ...after].map(Math.abs);
}

/** Values that add and values that take away, as bars over and under a line; those in `kept` stand out. */
function signed(
  values: Float64Array,
  what: string,
  kept: ReadonlySet<number> = new Set(),
): Drawable {
  const chosen = [...values.keys()].filter((j) => kept.has(j) && values[j] !== 0);
  return drawInputs(Float32Array.from(values), what, chosen);
}
