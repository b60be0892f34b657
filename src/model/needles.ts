// Needle accuracy: does the model still find a four-digit number that the text stated earlier? Tests
// are made from generated tales; their number questions are the needles.
//
// What is measured. One forward pass reads a whole tale, with the true answers in it (teacher
// forcing). A needle counts as right when at every token of its answer the most probable next token is
// the true one; so the digits after a wrong one are judged as if it had been right, and the answer is
// right only if all are. With a mask there are two ways, and they ask different questions:
//
// - as it stands: every query row is sparse, the rows that answer too;
// - `answersDense`: the rows that predict an answer (from the token before it to its last but one) see
//   every earlier token, all other rows are sparse: a sparse prefill, decoded densely. Methods that
//   choose a row's keys with the help of later rows know the answers' rows when they choose; dense
//   answer rows take the choice for those rows out of their hands. What the sparse prefill wrote into
//   keys and values stays. As all needles of a tale share one pass, later ones are read over earlier
//   answers whose rows were dense.
import { lazyCausal } from '../core/mask/lazy.ts';
import type { Mask } from '../core/mask/mask.ts';
import type { Matrix } from '../core/tensor.ts';
import type { MaskProvider } from './block.ts';
import type { Checkpoint } from './linear.ts';
import type { Llama } from './llama.ts';
import { makeTale, type Tale } from './tales.ts';
import type { Encoding, Tokenizer } from './tokenizer.ts';

export interface Needle {
  readonly question: string;
  readonly answer: string;
  /** Tokens [start, end) spell the answer. */
  readonly start: number;
  readonly end: number;
  /** Tokens between the start of the answer and where the number was last stated before. */
  readonly distance: number;
}

export interface NeedleCase {
  readonly seed: number | string;
  readonly ids: Uint32Array;
  readonly needles: readonly Needle[];
}

export interface NeedleOptions {
  readonly mask?: MaskProvider | undefined;
  /** Rows that predict answers stay dense (see the head of this file). Default false. */
  readonly answersDense?: boolean | undefined;
  readonly checkpoint?: Checkpoint | undefined;
}

export interface NeedleScore {
  readonly right: number;
  readonly total: number;
  /** Per needle of the case. */
  readonly hits: readonly boolean[];
}

/**
 * The tale of a seed, as long as fits into `tokens` tokens (the begin mark included), with its number
 * questions. Throws a RangeError where not even the shortest tale fits.
 */
export function needleCase(
  tokenizer: Tokenizer,
  seed: number | string,
  tokens: number,
): NeedleCase {
  let shortest = Infinity;
  // From more characters than can fit, in steps of a twentieth.
  for (let minCharacters = tokens * 6; minCharacters >= 1; minCharacters *= 0.95) {
    const tale = makeTale(seed, { minCharacters });
    const encoding = tokenizer.encode(tale.text);
    if (encoding.ids.length <= tokens) {
      return { seed, ids: encoding.ids, needles: needlesOf(tale, encoding) };
    }
    shortest = encoding.ids.length;
  }
  throw new RangeError(
    `a tale with a needle needs at least ${shortest} tokens (seed ${seed}), got room for ${tokens}`,
  );
}

/** Reads a case once and counts the needles found. What `checkpoint` throws passes through. */
export async function scoreNeedles(
  model: Llama,
  { ids, needles }: NeedleCase,
  options: NeedleOptions = {},
): Promise<NeedleScore> {
  const { mask, answersDense, checkpoint } = options;
  const dense = answersDense ? answerRows(needles) : new Set<number>();
  const { hidden } = await model.forward(ids, {
    mask: mask && dense.size > 0 ? withDenseRows(mask, dense) : mask,
    logits: 'none',
    checkpoint,
  });
  const hits = await hitsOf(model, hidden, { ids, needles }, checkpoint);
  return { right: hits.filter(Boolean).length, total: hits.length, hits };
}

/** Where an answer stands: tokens [start, end). */
export type Answer = Pick<Needle, 'start' | 'end'>;

/** Per needle whether every token of its answer is the most probable one, from final hidden states. */
export async function hitsOf(
  model: Llama,
  hidden: Matrix,
  { ids, needles }: Pick<NeedleCase, 'ids'> & { readonly needles: readonly Answer[] },
  checkpoint?: Checkpoint,
): Promise<boolean[]> {
  const hits: boolean[] = [];
  for (const { start, end } of needles) {
    const { data, cols } = await model.logits(hidden, start - 1, end - 1, checkpoint);
    let hit = true;
    for (let t = start; t < end; t++) {
      const row = data.subarray((t - start) * cols, (t - start + 1) * cols);
      hit &&= largest(row) === ids[t];
    }
    hits.push(hit);
  }
  return hits;
}

/** A provider whose masks keep every causal key in the given rows. */
export function withDenseRows(mask: MaskProvider, rows: ReadonlySet<number>): MaskProvider {
  return (head, layer) => {
    const sparse = mask(head, layer);
    return sparse && denseRows(sparse, rows);
  };
}

function denseRows(sparse: Mask, rows: ReadonlySet<number>): Mask {
  return lazyCausal(sparse.rows, (row, add) => {
    if (rows.has(row)) add(0, row + 1);
    else sparse.forEachRun(row, add);
  });
}

function answerRows(needles: readonly Needle[]): Set<number> {
  const rows = new Set<number>();
  for (const { start, end } of needles) {
    for (let t = start; t < end; t++) rows.add(t - 1);
  }
  return rows;
}

function needlesOf(tale: Tale, { starts, ends }: Encoding): Needle[] {
  const numbers = tale.questions.filter(({ kind }) => kind === 'number');
  return numbers.map(({ question, answer, answerStart, answerEnd, sourceStart }) => {
    const start = ends.findIndex((end) => end > answerStart);
    const after = starts.findIndex((from, t) => t > start && from >= answerEnd);
    const source = ends.findIndex((end) => end > sourceStart);
    const end = after < 0 ? starts.length : after;
    return { question, answer, start, end, distance: start - source };
  });
}

/** Index of the largest value, the first of equals. */
export function largest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
