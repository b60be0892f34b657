// What a method costs the whole model at several budgets: they are dealt out to all seats that do long
// work, and the parts come back as one.
import type { CostPoint, DomainTypes, NeedleOrder, Progress } from '../../workers/api.ts';
import { succeed } from '../core/result.ts';
import type { FigureSpec } from '../core/spec.ts';
import { long } from './errand.ts';
import { Parts, whileLive } from './parts.ts';
import { siteOf, sweepOf } from './requests.ts';
import { deal, SumProgress, worstOf } from './split.ts';
import type { CallOptions, Reply } from './types.ts';
import type { Works } from './works.ts';

type Point = CostPoint<DomainTypes>;

export interface ModelSweep {
  readonly spec: FigureSpec;
  readonly method: string;
  readonly budgets: readonly number[];
  readonly each: (point: Point) => void;
  readonly onProgress: Progress | undefined;
  readonly options: CallOptions & { readonly needles?: NeedleOrder };
}

export async function sweepModel(
  { lanes, errands, pool }: Pick<Works, 'lanes' | 'errands' | 'pool'>,
  sweep: ModelSweep,
): Promise<Reply<null>> {
  const { spec, method, budgets, options } = sweep;
  const { needles = 'with' } = options;
  const parts = new Parts<Point>((point) => idOf(point.budget, counted(point)), sweep.each);
  const hands = deal(budgets, pool.backgroundSize);
  const progress = new SumProgress(Math.min(hands.length, budgets.length), sweep.onProgress);
  const replies = hands.map((hand, seat) => {
    const kind = `cost ${method}/${seat}`;
    if (hand.length === 0) {
      lanes.overtake(errands.laneOf(kind, options));
      return Promise.resolve(succeed(null));
    }
    return errands.run({
      ...long(kind, options),
      ...siteOf({ ...spec, method }),
      async send(api, ticket, request, isLive) {
        const left = hand.filter((budget) => !parts.has(idOf(budget, needles !== 'never')));
        if (left.length === 0) return succeed(null);
        const whole = sweepOf(request, spec, left);
        const report = whileLive(isLive, progress.part(seat));
        return api.cost(ticket, whole, needles, parts.callback(isLive), report);
      },
    });
  });
  return worstOf(await Promise.all(replies));
}

/** A point whose needles are still to come is another part than the same point with them. */
const idOf = (budget: number, needles: boolean): string => `${budget} ${needles}`;

/** Whether needles were looked for; a cost that knows none is whole when it comes. */
function counted(point: Point): boolean {
  return !('needles' in point) || point.needles !== 0;
}
