// The step of the method that a figure shows, as the stepper of a page has it.
import type { StageInfo } from '../../core/method.ts';
import type { FigureSpec } from '../../core/spec.ts';
import type { Drawable, Stage } from '../../core/trace.ts';

export interface StepSource {
  readonly spec: Pick<FigureSpec, 'view'>;
  readonly entry: { readonly stages: readonly StageInfo[] };
  /** Steps that this run took; absent where steps are not shown. */
  readonly stages?: readonly Stage[];
}

export interface Step {
  /** "Step 2 of 4: Probe". */
  readonly heading: string;
  /** Sentences with this run's numbers. */
  readonly caption: string;
  readonly drawables: readonly Drawable[];
}

/** Null for the result, and for a step that this run did not take: a page shows the result then too. */
export function stepOf({ spec, entry, stages = [] }: StepSource): Step | null {
  const stage = stages.find(({ id }) => id === spec.view.stage);
  const taken = entry.stages.filter(({ id }) => stages.some((ran) => ran.id === id));
  const at = taken.findIndex(({ id }) => id === stage?.id);
  const info = taken[at];
  if (!stage || !info) return null;
  const { caption, drawables } = stage;
  return { heading: `Step ${at + 1} of ${taken.length}: ${info.title}`, caption, drawables };
}
