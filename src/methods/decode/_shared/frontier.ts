// What the decode patterns of The Sparse Frontier have in common: the study gave SnapKV, Ada-KV and Quest one form.
import type { Paper, Tags } from '../../../core/method.ts';
import type { ParamValues } from '../../../core/params.ts';
import { tokens } from '../../_shared/params.ts';
import type { Kernels } from '../../../kernels/contract.ts';
import type { DecodeContext, DecodeHead } from '../../decode.ts';
import { capacity, kernelSize, pool, window, windowKeys } from './snap.ts';

export const paper: Paper = {
  title: 'The Sparse Frontier: Sparse Attention Trade-offs in Transformer LLMs',
  authors:
    'Piotr Nawrot, Robert Li, Renjie Huang, Sebastian Ruder, Kelly Marchisio, Edoardo M. Ponti',
  year: 2025,
  arxiv: '2504.17768',
  key: 'sparse-frontier',
  repository: 'PiotrNawrot/sparse-frontier',
};

export const tags = {
  selection: 'dynamic',
  training: 'training-free',
  phase: 'decode',
  role: 'baseline',
} as const satisfies Partial<Tags>;

export const cutParams = {
  capacity: {
    ...capacity,
    help: 'Tokens of the prompt that a head keeps, the always kept among them; more keep more.',
  },
  window: {
    ...window,
    default: 32,
    help: 'The last tokens of the prompt whose attention scores all of its keys; more look back further.',
  },
  local: tokens(
    'Kept at the end',
    16,
    'The last tokens of the prompt that always stay; more leave less room for chosen ones.',
    { min: 0, max: 512 },
  ),
  prefix: tokens(
    'Kept at the start',
    4,
    'The first tokens of the prompt that always stay; more leave less room for chosen ones.',
    { min: 0, max: 64 },
  ),
  kernel: kernelSize(5),
} as const;

export type CutValues = ParamValues<typeof cutParams>;

/** Said of both evictors. */
export const CUT_DIFFERS: readonly string[] = [
  'Sizes suit short prompts: the study looks with 256 rows, pools over 21, always keeps 128 and 4 tokens, and has a capacity of 1,024.',
  'Where the capacity is below what always stays, that shrinks to it, the end first; in the study it never is.',
  'Ties go to the lower position.',
];

/** Heads by the key/value head they read, in order of the first of each. */
export function groupsOf(heads: readonly DecodeHead[]): readonly (readonly DecodeHead[])[] {
  const groups = new Map<number, DecodeHead[]>();
  for (const head of heads) {
    groups.set(head.kvHead, [...(groups.get(head.kvHead) ?? []), head]);
  }
  return [...groups.values()];
}

/**
 * What the last rows of the prompt pay each of its keys: the sum over rows of the mean over the group's heads, or
 * the largest over both; then the mean over neighbours.
 */
export function importanceOf(
  group: readonly DecodeHead[],
  { window: rows, kernel }: Pick<CutValues, 'window' | 'kernel'>,
  over: 'sum' | 'max',
  { prompt, attention }: Pick<DecodeContext, 'prompt' | 'attention'>,
): Float32Array {
  const scores = new Float32Array(prompt);
  const from = Math.max(0, prompt - rows);
  for (const head of group) {
    const probs = attention(head, from, prompt);
    for (let row = 0; row < prompt - from; row++) {
      for (let key = 0; key < prompt; key++) {
        const value = probs[row * head.n + key]!;
        if (over === 'sum') scores[key]! += value / group.length;
        else if (value > scores[key]!) scores[key] = value;
      }
    }
  }
  return pool(scores, kernel, 'average');
}

/** Keys of the prompt that always stay, as far as the capacity goes. */
export function alwaysKept(
  prompt: number,
  { capacity: most, prefix, local }: Pick<CutValues, 'capacity' | 'prefix' | 'local'>,
): readonly number[] {
  const first = Math.min(prefix, most, prompt);
  const last = Math.min(local, most - first, prompt - first);
  return [...Array.from({ length: first }, (_, at) => at), ...windowKeys(prompt, last)];
}

/** The scores with those that always stay before all others. */
export function withForced(scores: Float32Array, forced: readonly number[]): Float32Array {
  const ranked = scores.slice();
  for (const key of forced) ranked[key] = Infinity;
  return ranked;
}

/** Keys of each head: its own best `least`, then the best of all heads until there are `capacity` a head. */
export function sharedOut(
  scores: readonly Float32Array[],
  capacity: number,
  least: number,
  kernels: Kernels,
): Uint32Array[] {
  const length = scores[0]!.length;
  const all = new Float32Array(scores.length * length);
  for (const [head, values] of scores.entries()) {
    all.set(values, head * length);
    for (const key of kernels.topK(values, least)) all[head * length + key] = Infinity;
  }
  const kept = scores.map((): number[] => []);
  for (const at of kernels.topK(all, scores.length * capacity)) {
    kept[Math.floor(at / length)]!.push(at % length);
  }
  return kept.map((keys) => Uint32Array.from(keys).sort());
}
