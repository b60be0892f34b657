// AnchorAttention: keys that come close to an anchor level are kept as stripes.
import { lazyCausal } from '../../../core/mask/lazy.ts';
import { buildCausal } from '../../../core/mask/runs.ts';
import { clampParam } from '../../../core/params.ts';
import { defineAttention } from '../../attention.ts';
import { runAnchor, type AnchorRun, type AnchorSettings } from './steps.ts';
import { anchorStages } from './stages.ts';
import { headFromLogits } from '../../_shared/heads.ts';
import { blockSize } from '../../_shared/params.ts';
import { readBar, readKernelPairs } from '../_shared/reads.ts';

/** At this θ every key passes, so that the knob has a dense end. */
const EVERYTHING = 24;

const params = {
  theta: {
    kind: 'number',
    label: 'Tolerance θ',
    help: 'How far below the anchor level a key’s score may lie and still be kept, in nats; larger keeps more, and 24 keeps everything.',
    min: -8,
    max: EVERYTHING,
    step: 0.1,
    default: 4,
    unit: 'nats',
  },
  step: {
    kind: 'integer',
    label: 'Blocks per superblock',
    help: 'How many blocks of queries share their stripes; more is cheaper to choose and keeps more for each.',
    min: 1,
    max: 32,
    default: 4,
    unit: 'blocks',
  },
  block: blockSize(),
} as const;

export default defineAttention({
  id: 'anchorattention',
  name: 'AnchorAttention',
  domain: 'attention',
  summary:
    'Take the largest scores near the start and nearby as anchor; keep every key that comes close.',
  about:
    'The largest scores of most queries lie at the start of the text or close by. AnchorAttention computes ' +
    'that region densely, takes each query’s maximum there as its anchor, and compares: a key in between ' +
    'whose score comes within θ of the anchor is kept, for a whole superblock of queries, as a single ' +
    'column. No sorting is needed, and stripes waste less than tiles.',
  notice: [
    'Stripes are one key wide: compare their density with the density of the tiles that they touch.',
    'θ is a distance between logits, so the same θ keeps little in a peaked head and nearly everything in a flat one.',
    'A block whose queries point in opposite directions averages to nothing and finds no stripes, while its anchors do not cancel.',
  ],
  differs: [
    'Sizes are scaled: the original uses blocks of 128, 16 blocks per superblock and θ = 12, which suits the peaked rows of large models.',
    'The consistent geometry of the first kernel and its mask is followed. The released default covers the first superblock instead of the first block and searches stripes there again, so that some keys count twice, and it never sees the block just before the superblock: that is no mask.',
    'θ is in nats; the first kernel of the repository counts it in units of log 2.',
    'θ = 24 is read as “everything”, so that the knob reaches dense attention.',
    'Where the text is a whole number of superblocks there is no tail; the released model patch gives it an empty prompt.',
  ],
  paper: {
    title: 'AnchorAttention: Difference-Aware Sparse Attention with Stripe Granularity',
    authors: 'Yu Zhang, Dong Guo, Fang Wu, Guoliang Zhu, Dian Ding, Yiming Zhang',
    year: 2025,
    venue: 'EMNLP 2025',
    arxiv: '2505.23520',
    repository: 'yuzhouzhang9/Anchor-Attention',
  },
  tags: {
    unit: 'columns per superblock',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'prefill',
    role: 'system',
    looksAhead: true,
  },
  params,
  stages: [
    { id: 'anchor', title: 'Anchor region' },
    { id: 'test', title: 'Who comes close?' },
    { id: 'stripes', title: 'Stripes' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'A speed-up of 1.44× over the best method before it at 128k tokens, with higher recall.',
      source: 'Abstract, arXiv 2505.23520',
    },
  ],
  atBudget(budget) {
    // Fitted to the heads of the atlas model: logits spread over a few nats, with a long tail.
    const theta = 0.5 + 8 * budget - 1.2 * Math.log(1 - budget);
    return { theta: budget >= 1 ? EVERYTHING : clampParam(params.theta, theta) };
  },
  select(head, values, ctx) {
    const { n } = head;
    const set = { ...values, theta: values.theta >= EVERYTHING ? Infinity : values.theta };
    const run = runAnchor(head, set, ctx.kernels);
    const mask = buildCausal(n, (i, keep) => {
      const g = Math.floor(i / run.superblock);
      if (g >= run.superblocks) return keep(0, i + 1);
      keep(0, set.block);
      for (const j of run.stripes[g]!) keep(j, j + 1);
      keep(Math.max(0, g * run.superblock - set.block), i + 1);
    });
    const region = lazyCausal(n, (i, keep) => {
      const g = Math.floor(i / run.superblock);
      if (g >= run.superblocks) return keep(0, i + 1);
      keep(0, set.block);
      keep(Math.max(0, g * run.superblock - set.block), i + 1);
    });
    return {
      mask,
      kernelPairs: computedPairs(n, run, set),
      estimationFlops: run.flops,
      decodeKeys: 'unchanged',
      trace: () => anchorStages(n, run, set, region, mask, () => ctx.dense()),
    };
  },
  facts: [
    example(
      'θ = 1',
      1,
      30,
      [
        '#.......',
        '##......',
        '###.....',
        '####....',
        '#####...',
        '######..',
        '#.#..##.',
        '#.#..###',
      ],
      'Superblock 2 (rows 4 and 5, anchors 3 and 3) takes key 1 at 2 and key 2 at 2.5; superblock 3 (anchors 4 and 4) takes key 2 at 3 and misses key 1 at 2.5.',
    ),
    example(
      'θ = 0',
      0,
      24,
      undefined,
      'No key between reaches an anchor: only the anchor region stays.',
    ),
    example(
      'θ = 2',
      2,
      32,
      undefined,
      'Superblock 3 also takes key 1, at 2.5 against 4: two pairs more.',
    ),
    example('θ = 5', 5, 36, undefined, 'Every key lies within 5 of its anchor: dense.'),
  ],
});

/** Eight tokens in superblocks of two single-token blocks. */
function example(
  name: string,
  theta: number,
  pairs: number,
  rows: readonly string[] | undefined,
  why: string,
) {
  return {
    name,
    why,
    head: () =>
      headFromLogits([
        [2],
        [1, 2],
        [3, 0, 1],
        [2, 1, 0, 2],
        [3, 2, -1, 0, 2],
        [3, 0, 2.5, -1, 0, 2],
        [4, 0, 3, 1, 0, 1, 2],
        [4, 2.5, 0, 0, 0, 0, 1, 3],
      ]),
    params: { theta, step: 2, block: 1 },
    pairs,
    ...(rows && { rows }),
    numbers: [
      { name: 'anchor of row 2', read: readBar('anchor', 0, 2), expected: 3 },
      { name: 'anchor of row 3', read: readBar('anchor', 0, 3), expected: 2 },
      { name: 'anchor of row 7', read: readBar('anchor', 0, 7), expected: 4 },
      {
        // With blocks of one token a kernel computes exactly what is kept.
        name: 'pairs computed',
        read: readKernelPairs,
        expected: pairs,
      },
    ],
  };
}

/** Tiles of the own superblock up to the diagonal, first and previous block, gathered stripes, dense tail. */
function computedPairs(n: number, run: AnchorRun, { block, step }: AnchorSettings): number {
  const { superblock, superblocks, stripes } = run;
  let pairs = 0;
  for (let g = 0; g < superblocks; g++) {
    const before = g === 0 ? 0 : g * superblock === block ? block : 2 * block;
    pairs += superblock * (before + stripes[g]!.length);
    pairs += (block * block * step * (step + 1)) / 2;
  }
  for (let start = superblocks * superblock; start < n; start += block) {
    const end = Math.min(n, start + block);
    pairs += (end - start) * end;
  }
  return pairs;
}
