// What the papers lead one to expect of pruning this model, and whether it came out so. Pure: numbers in,
// verdicts out.
import type { ParamRecord } from '../../core/params.ts';
import { percent, signed } from '../../figure/format.ts';

/** One way of pruning whose curve is measured at some budgets. */
export interface Trial {
  readonly method: string;
  readonly set: ParamRecord;
  readonly budgets: readonly number[];
}

export interface Verdict {
  readonly title: string;
  readonly holds: boolean;
  /** The numbers behind it, nats per token added to the dense model's loss. */
  readonly detail: string;
}

/** Loss added by a trial at a budget, nats per token. Throws where it was not measured. */
export type LossOf = (method: string, budget: number, pattern?: string) => number;

/** Budgets of the comparisons: sparsities of 50 % and 60 %. */
const HALF = 0.5;
const BUDGETS = [HALF, 0.4];
const WORST = 'random';
/** Methods with the same score unstructured and in groups. */
const PATTERNED = ['wanda', 'sparsegpt', 'ria'];
const PATTERNS = ['4:8', '2:4'];

/** All that has to be measured, of methods by id. */
export function trialsFor(methods: readonly string[]): Trial[] {
  return [
    ...methods.map((method) => ({ method, set: {}, budgets: [1, ...BUDGETS] })),
    ...PATTERNED.filter((method) => methods.includes(method)).flatMap((method) =>
      PATTERNS.map((pattern) => ({ method, set: { pattern }, budgets: [HALF] })),
    ),
  ];
}

export function verdictsOn(
  methods: readonly string[],
  loss: LossOf,
  nameOf: (method: string) => string,
): Verdict[] {
  const told = (method: string, budget: number, pattern?: string): string =>
    `${nameOf(method)}${pattern ? ` ${pattern}` : ''} ${signed(loss(method, budget, pattern), 3)}`;
  const sparsity = (budget: number): string => percent(1 - budget, 0);

  const pairs = BUDGETS.flatMap((budget): Verdict[] => [
    {
      title: `At ${sparsity(budget)}, Wanda loses less than magnitude.`,
      holds: loss('wanda', budget) < loss('magnitude', budget),
      detail: `${told('wanda', budget)}, ${told('magnitude', budget)}`,
    },
    {
      title: `At ${sparsity(budget)}, SparseGPT loses no more than Wanda.`,
      holds: loss('sparsegpt', budget) <= loss('wanda', budget),
      detail: `${told('sparsegpt', budget)}, ${told('wanda', budget)}`,
    },
  ]);
  const patterns = PATTERNED.map((method): Verdict => {
    const [free, wide, narrow] = [
      loss(method, HALF),
      loss(method, HALF, '4:8'),
      loss(method, HALF, '2:4'),
    ];
    return {
      title: `At 50 % by ${nameOf(method)}, unstructured loses less than 4:8, and 4:8 less than 2:4.`,
      holds: free < wide && wide < narrow,
      detail: `unstructured ${signed(free, 3)}, 4:8 ${signed(wide, 3)}, 2:4 ${signed(narrow, 3)}`,
    };
  });
  const worst = BUDGETS.map((budget): Verdict => {
    const worse = methods.filter((method) => loss(method, budget) > loss(WORST, budget));
    const others = methods.filter((method) => method !== WORST);
    const next = others.reduce((a, b) => (loss(b, budget) > loss(a, budget) ? b : a));
    return {
      title: `At ${sparsity(budget)}, a random mask loses more than any method’s.`,
      holds: worse.length === 0,
      detail: [
        told(WORST, budget),
        ...(worse.length > 0 ? worse : [next]).map((m) => told(m, budget)),
      ].join(', '),
    };
  });
  const moved = methods.filter((method) => loss(method, 1) !== 0);
  return [
    ...pairs,
    ...patterns,
    ...worst,
    {
      title: 'At 0 %, every method leaves the loss as it was, to the last bit.',
      holds: moved.length === 0,
      detail:
        moved.length === 0
          ? `each of ${methods.length} methods adds ${signed(0, 3)}`
          : moved.map((method) => told(method, 1)).join(', '),
    },
  ];
}
