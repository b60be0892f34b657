// BigBird: window, global and random blocks.
import { causalTiles } from '../../core/mask/ops.ts';
import { clampParam } from '../../core/params.ts';
import { createRandom } from '../../core/random.ts';
import { defineAttention, type AttentionHead } from '../attention.ts';
import { wholeTilePairs } from './_shared/block-rows.ts';
import { blockMask } from './_shared/blocks.ts';
import { tilesPerRowFor } from './_shared/budget.ts';
import { uniformHead } from '../_shared/heads.ts';
import { blocks, blockSize } from '../_shared/params.ts';
import { readKernelPairs } from './_shared/reads.ts';
import { maskStage, resultStage } from './_shared/stages.ts';
import { count, list } from '../_shared/words.ts';

/** Blocks of a row beside the random ones: the first, the previous and the own. */
const FIXED = 3;

const params = {
  random: blocks(
    'Random blocks',
    3,
    'How many earlier blocks each block row draws by lot; more connects the text better and keeps more.',
    { min: 0 },
  ),
  seed: {
    kind: 'integer',
    label: 'Seed',
    help: 'Draws other random blocks; each layer and head has its own.',
    min: 0,
    max: 9999,
    default: 1,
  },
  block: blockSize(),
} as const;

export default defineAttention({
  id: 'bigbird',
  name: 'BigBird',
  domain: 'attention',
  summary: 'Neighbouring blocks, one global block, and a few drawn by lot.',
  about:
    'Seen as a graph, attention needs no edge between every two tokens: neighbours, a few hubs and some ' +
    'random edges bring any two within a few steps. BigBird keeps the neighbouring blocks, a global block ' +
    'that all read, and r random blocks per block row.',
  notice: [
    'Draw again: recall of a head with one far target jumps with the luck of the draw.',
    'Random blocks serve reach over many layers, not the recall of one row.',
  ],
  differs: [
    'The original looks both ways and makes the first and the last block row and column global; here only earlier blocks are read: own, previous, first, and r of those between.',
    'A seed of its own per layer and head, drawn without replacement; with more random blocks the earlier draws stay. The original draws from one global generator.',
    'The original builds its random plan for 4,096 tokens and cuts it, so that shorter texts lose the last global row and column.',
    'The pattern is laid over a model that was trained with dense attention; the original trains with it.',
  ],
  paper: {
    title: 'Big Bird: Transformers for Longer Sequences',
    authors:
      'Manzil Zaheer, Guru Guruganesh, Avinava Dubey, Joshua Ainslie, Chris Alberti, Santiago Ontanon, Philip Pham, Anirudh Ravula, Qifan Wang, Li Yang, Amr Ahmed',
    year: 2020,
    venue: 'NeurIPS 2020',
    arxiv: '2007.14062',
    repository: 'google-research/bigbird',
  },
  tags: {
    unit: 'blocks',
    selection: 'static',
    training: 'learned',
    phase: 'both',
    role: 'baseline',
  },
  params,
  stages: [
    { id: 'window', title: 'Own and previous block' },
    { id: 'global', title: 'Global block' },
    { id: 'random', title: 'Random blocks' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'Handles sequences up to 8 times longer than was possible before on similar hardware.',
      source: 'Abstract, arXiv 2007.14062',
    },
  ],
  atBudget: (budget, { n }) => ({
    random: clampParam(
      params.random,
      Math.max(0, tilesPerRowFor(budget, n, params.block.default) - FIXED),
    ),
  }),
  select(head, { random, seed, block }) {
    const { n } = head;
    const drawn = drawBlocks(head, random, seed, Math.ceil(n / block));
    const mask = blockMask(
      n,
      block,
      drawn.map((picks, I) => Uint32Array.from([0, Math.max(0, I - 1), I, ...picks])),
    );
    const sets = drawn.map((picks) => new Set(picks));
    const last = drawn.at(-1)!;
    return {
      mask,
      kernelPairs: wholeTilePairs(mask),
      estimationFlops: 0,
      decodeKeys: mask.rowCount(n - 1),
      trace: () => [
        maskStage(
          'window',
          `Each block of ${block} queries reads itself and the block before.`,
          causalTiles(n, block, (I, J) => I - J < 2),
          'window',
          block,
        ),
        maskStage(
          'global',
          'Every query reads the first block.',
          causalTiles(n, block, (_, J) => J === 0),
          'global block',
          block,
        ),
        maskStage(
          'random',
          last.length === 0
            ? 'No block is drawn by lot for the last block row.'
            : `The last block row draws ${count(last.length, 'block')} by lot: ${list([...last].sort((a, b) => a - b))}.`,
          causalTiles(n, block, (I, J) => sets[I]!.has(J)),
          'random blocks',
          block,
        ),
        resultStage(mask, 'The mask', block),
      ],
    };
  },
  facts: [
    {
      name: 'five blocks of one token, nothing drawn',
      why: 'Own, previous and first block: 1 + 2 + 3 + 3 + 3.',
      head: () => uniformHead(5),
      params: { block: 1, random: 0 },
      rows: ['#....', '##...', '###..', '#.##.', '#..##'],
      pairs: 12,
    },
    {
      name: 'as many drawn as there are',
      why: 'Between the first and the previous block of row I lie I − 2 blocks, at most 2 here: dense.',
      head: () => uniformHead(5),
      params: { block: 1, random: 2 },
      pairs: 15,
    },
    {
      name: 'whole blocks',
      why: 'Six blocks of 2 with one drawn where there is one: 1 + 2 + 3 + 4 + 4 + 4 blocks of 4 pairs, of which 6 lie on the diagonal and lose a pair each.',
      head: () => uniformHead(12),
      params: { block: 2, random: 1 },
      pairs: 66,
      numbers: [{ name: 'pairs in 18 whole blocks', read: readKernelPairs, expected: 72 }],
    },
  ],
});

/** For each block row I the first `r` of a random order of the blocks 1 … I − 2. */
function drawBlocks(
  { layer, head }: AttentionHead,
  r: number,
  seed: number,
  nb: number,
): number[][] {
  return Array.from({ length: nb }, (_, I) => {
    const between = Array.from({ length: Math.max(0, I - 2) }, (_, at) => at + 1);
    if (r >= between.length) return between;
    return createRandom(`bigbird ${seed} ${layer} ${head} ${I}`).shuffle(between).slice(0, r);
  });
}
