// A third domain, made up: a square of random numbers, of which the largest are kept. It reads no model and
// no text, and lacks whatever a domain need not have.
import type { Card } from '../../../src/core/card.ts';
import { fromRows } from '../../../src/core/mask/text.ts';
import { defaultsOf, type ParamRecord } from '../../../src/core/params.ts';
import { createRandom } from '../../../src/core/random.ts';
import { ExpectedError } from '../../../src/core/result.ts';
import type { FigureSpec } from '../../../src/core/spec.ts';
import {
  defineDomain,
  type AnyMethod,
  type AnySelection,
  type AnySubject,
  type Painter,
} from '../../../src/domains/contract.ts';
import { TOY } from './toy-card.ts';

interface Square extends AnySubject {
  readonly values: Float32Array;
}

interface ToyMethod extends AnyMethod {
  /** Least value that stays. */
  bar(values: Float32Array, params: ParamRecord): number;
}

export interface ToyTypes {
  readonly method: ToyMethod;
  readonly shape: { readonly cells: number };
  readonly subject: Square;
  readonly selection: AnySelection & Required<Pick<AnySelection, 'mask'>>;
  readonly report: { readonly metrics: { readonly sparsity: number } };
  readonly figure: { readonly values: Float32Array };
  readonly row: { readonly values: Float32Array };
  readonly survey: object;
  readonly cost: object;
}

export const SIDE = 8;

export const card: Card = {
  ...TOY,
  kinds: [TOY.kinds[0]],
  usual: { 1: { ...TOY.usual[1]!, method: 'largest', budget: 0.25, compare: [] } },
};

export const usual: FigureSpec = card.usual[1]!;

const largest: ToyMethod = {
  ...{ id: 'largest', name: 'Largest' },
  params: {
    keep: { kind: 'integer', label: '', help: '', min: 1, max: SIDE ** 2, default: 32 },
  },
  atBudget: (budget: number, { cells }: ToyTypes['shape']) => ({
    keep: Math.max(1, Math.round(budget * cells)),
  }),
  bar: (values, { keep }) => [...values].sort((a, b) => b - a)[Number(keep) - 1] ?? 0,
};

/** Openings so far, each of which waited a moment. */
export const opened = { count: 0 };

export const toy = defineDomain<ToyTypes>({
  card,
  methods: { largest: () => Promise.resolve({ default: largest }) },
  open({ subject }, desk) {
    const seed = Number(subject['seed'] ?? defaultsOf(card.kinds[0].params)['seed']);
    return desk.once(`square ${seed}`, async (own) => {
      const known = own.peek<Square>('square', String(seed));
      if (known) return known;
      opened.count++;
      await own.wait(new Promise((resolve) => setTimeout(resolve, 5)));
      const random = createRandom(seed);
      const values = Float32Array.from({ length: SIDE ** 2 }, () => random.next());
      const square = { key: String(seed), exact: true, values };
      return own.put('square', String(seed), square, values.byteLength);
    });
  },
  shapeOf: ({ values }) => ({ cells: values.length }),
  select({ values }, { method, paramsFor }) {
    const bar = method.bar(values, paramsFor({ cells: values.length }));
    const rows = Array.from({ length: SIDE }, (_, i) =>
      Array.from(values.subarray(i * SIDE, (i + 1) * SIDE), (v) => (v >= bar ? '#' : '.')).join(''),
    );
    const mask = fromRows(rows);
    const frames = [0, 1].map((at) => ({ at, label: `step ${at}`, mask, held: mask }));
    return Promise.resolve({ mask, frames, warnings: ['a toy'], trace: () => [] });
  },
  measure: (_, { mask }) =>
    Promise.resolve({ metrics: { sparsity: 1 - mask.count() / SIDE ** 2 } }),
  sparsityOf: ({ mask }) => 1 - mask.count() / SIDE ** 2,
  bytesOf: () => 4 * SIDE ** 2,
  reply: ({ subject: { values } }) => ({ values: values.slice() }),
  async painter({ found }) {
    const { selection } = await found();
    const paint: Painter = ({ width, height, row0, col0 }, palette) =>
      Uint32Array.from({ length: width * height }, (_, at) => {
        const [i, j] = [row0 + Math.floor(at / width), col0 + (at % width)];
        return selection.mask.has(i, j) ? palette.sequential[255]! : palette.empty;
      });
    return { rows: SIDE, cols: SIDE, paint };
  },
  async row({ subject }, row) {
    if (!(row >= 0 && row < SIDE)) throw new ExpectedError('query', `there is no row ${row}`);
    const { values } = await subject();
    return { values: values.slice(row * SIDE, (row + 1) * SIDE) };
  },
});
