// What a method costs the whole model at several budgets: they are dealt out to all seats that do long
// work, and the parts come back as one.
import type {
  Ticket,
  NeedleOrder,
  Progress,
  SweepRequest,
  TextRequest,
} from '../../workers/api.ts';
import { succeed, type Result } from '../core/result.ts';
import type { FigureSpec } from '../core/spec.ts';
import { long } from './errand.ts';
import type { Api } from './host.ts';
import { Parts, whileLive } from './parts.ts';
import { sweepRequest, textRequest } from './requests.ts';
import { deal, SumProgress, worstOf } from './split.ts';
import type { CallOptions, Reply } from './types.ts';
import type { Works } from './works.ts';

/** A point of a cost curve; without needles while these are still to come, or were not asked for. */
interface Point {
  readonly budget: number;
  readonly needles: number;
}

type Request = TextRequest & SweepRequest & { readonly needles: NeedleOrder };

export interface ModelSweep<P extends Point> {
  readonly kind: string;
  readonly spec: FigureSpec;
  readonly method: string;
  readonly budgets: readonly number[];
  readonly each: (point: P) => void;
  readonly onProgress: Progress | undefined;
  readonly options: CallOptions & { readonly needles?: NeedleOrder };
  readonly send: (
    api: Api,
    ticket: Ticket,
    request: Request,
    each: (point: P) => void,
    progress: Progress,
  ) => Promise<Result<null>>;
}

export async function sweepModel<P extends Point>(
  { lanes, errands, pool }: Pick<Works, 'lanes' | 'errands' | 'pool'>,
  sweep: ModelSweep<P>,
): Promise<Reply<null>> {
  const { spec, method, budgets, options } = sweep;
  const { needles = 'with' } = options;
  const parts = new Parts<P>((point) => idOf(point.budget, point.needles > 0), sweep.each);
  const hands = deal(budgets, pool.backgroundSize);
  const progress = new SumProgress(Math.min(hands.length, budgets.length), sweep.onProgress);
  const replies = hands.map((hand, seat) => {
    const kind = `${sweep.kind} ${method}/${seat}`;
    if (hand.length === 0) {
      lanes.overtake(errands.laneOf(kind, options));
      return Promise.resolve(succeed(null));
    }
    return errands.run({
      ...long(kind, options),
      spec,
      request: (texts) => textRequest(spec, texts),
      async send(api, ticket, request, isLive) {
        const left = hand.filter((budget) => !parts.has(idOf(budget, needles !== 'never')));
        if (left.length === 0) return succeed(null);
        const whole = { ...request, ...sweepRequest(spec, method, left), needles };
        const report = whileLive(isLive, progress.part(seat));
        return sweep.send(api, ticket, whole, parts.callback(isLive), report);
      },
    });
  });
  return worstOf(await Promise.all(replies));
}

/** A point whose needles are still to come is another part than the same point with them. */
const idOf = (budget: number, needles: boolean): string => `${budget} ${needles}`;
