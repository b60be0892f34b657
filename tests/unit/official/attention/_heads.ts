// What all methods on heads have in common: the tensors of a case, its masks, and what is read per head.
import { maskBytes } from '../../../../src/core/mask/bytes.ts';
import type { ParamRecord } from '../../../../src/core/params.ts';
import type { Drawable } from '../../../../src/core/trace.ts';
import type { Found } from '../../../../src/domains/contract.ts';
import type { AttentionTypes } from '../../../../src/domains/attention/types.ts';
import type { Answers, Golden, Rule, RunOptions, Values } from '../mapping.ts';

export type HeadFound = Found<AttentionTypes>;

/** One head's part of an array, in the order of the file. */
export type Read<P> = (found: HeadFound, params: P, golden: Golden) => Values;

type Part<P> = string | Read<P>;

interface Options<P> {
  /** By the name of their array: what of ours it is, or why it is not compared. */
  readonly also?: Readonly<Record<string, Part<P>>>;
  readonly with?: (golden: Golden) => Partial<RunOptions>;
}

/** Their parameters `P` as ours; masks are compared pair by pair, and what is measured on them. */
export function heads<P>(set: (params: P) => ParamRecord, options: Options<P> = {}): Rule {
  return async (golden, run) => {
    const params = golden.about.params as P;
    const given = { tensors: tensorsOf(golden), ...options.with?.(golden) };
    const found = (await run({ ...given, set: set(params) })) as readonly HeadFound[];
    const { rows } = found[0]!.selection.mask;
    const metric = (name: 'recall' | 'sparsity'): Values =>
      found.map(({ report }) => report.metrics[name]);
    const answers: Record<string, Answers[string]> = {
      mask: {
        ours: maskBytes(found.map(({ selection }) => selection.mask)),
        of: (found.length * rows * (rows + 1)) / 2,
      },
      sparsity: { ours: metric('sparsity'), follows: true },
      recall: { ours: metric('recall'), follows: true },
    };
    for (const [name, part] of Object.entries(options.also ?? {})) {
      answers[name] =
        typeof part === 'string'
          ? part
          : {
              ours: found.flatMap((each) => Array.from(part(each, params, golden))),
              follows: true,
            };
    }
    return answers;
  };
}

/** The same, told as what each of the last steps reads: the last rows of the mask. */
export function steps<P>(
  set: (params: P) => ParamRecord,
  also: Readonly<Record<string, Read<P> | string>> = {},
): Rule {
  const whole = heads(set, { also });
  return async (golden, run) => {
    const { mask, sparsity: _, recall: __, ...others } = await whole(golden, run);
    const [, [count, rows, n] = []] = golden.about.arrays['read'] ?? [];
    if (typeof mask !== 'object' || !count || !rows || !n) throw new Error('“read” has no rows');
    const all = Array.from(mask.ours);
    const ours = Array.from({ length: count }, (_, h) =>
      all.slice((h * n + n - rows) * n, (h + 1) * n * n),
    ).flat();
    // Row i has i + 1 keys.
    return { read: { ours, of: (count * rows * (2 * n - rows + 1)) / 2 }, ...others };
  };
}

/** No method here looks at values, so that keys stand in where a file has none. */
function tensorsOf(golden: Golden): NonNullable<RunOptions['tensors']> {
  const [q, k] = [golden.input('q'), golden.input('k')];
  return { q, k, v: golden.hasInput('v') ? golden.input('v') : k };
}

/** The tiles of B × B that a mask of whole tiles keeps, row by row. */
export function tiles({ selection: { mask } }: HeadFound, block: number): Values {
  const side = Math.ceil(mask.rows / block);
  const kept = new Uint8Array(side * side);
  for (let I = 0; I < side; I++) {
    for (let J = 0; J <= I; J++) kept[I * side + J] = mask.has(I * block, J * block) ? 1 : 0;
  }
  return kept;
}

/** The blocks of B keys that each query keeps at least one of. */
export function chunks({ selection: { mask } }: HeadFound, block: number): Values {
  const blocks = Math.ceil(mask.rows / block);
  const kept = new Uint8Array(mask.rows * blocks);
  for (let i = 0; i < mask.rows; i++) {
    for (let J = 0; J * block <= i; J++) kept[i * blocks + J] = mask.has(i, J * block) ? 1 : 0;
  }
  return kept;
}

type Kind = Drawable['kind'];

/** The first drawable of a kind in a stage. Throws where there is none. */
export function drawn<K extends Kind>(
  { selection }: HeadFound,
  stage: string,
  kind: K,
  which = 0,
): Extract<Drawable, { kind: K }> {
  const found = selection
    .trace()
    .find(({ id }) => id === stage)
    ?.drawables.filter((each): each is Extract<Drawable, { kind: K }> => each.kind === kind)[which];
  if (!found) throw new Error(`the trace has no ${kind} ${which} in a stage “${stage}”`);
  return found;
}

/** The matrix of a stage; above the diagonal `above`. */
export function stageMatrix(stage: string, above = 0): (found: HeadFound) => Values {
  return (found) => {
    const { rows, cols, data } = drawn(found, stage, 'matrix').matrix;
    const values = Float64Array.from(data);
    for (let I = 0; I < rows; I++) values.fill(above, I * cols + I + 1, (I + 1) * cols);
    return values;
  };
}
