// FlexPrefill: pattern and budget per head and prompt, from how far averages can be trusted and how
// much mass the heaviest lines cover.
import { causalMask, causalTiles } from '../../../core/mask/ops.ts';
import { clampParam } from '../../../core/params.ts';
import { defineAttention } from '../../attention.ts';
import { denseTilePairs, wholeTilePairs } from '../_shared/block-rows.ts';
import { coverageFor } from '../_shared/budget.ts';
import { flexStages } from '../_shared/flexprefill-stages.ts';
import { facts } from './facts.ts';
import { keptBlocks, runFlexPrefill } from '../_shared/flexprefill.ts';
import { blockSize, LONGEST, share, tokens } from '../../_shared/params.ts';
import { resultStage } from '../_shared/stages.ts';
import { whole } from '../../_shared/words.ts';

const params = {
  gamma: share(
    'Coverage γ',
    0.9,
    'Share of the probe’s attention that the kept lines must cover; larger keeps more.',
    { min: 0.05 },
  ),
  tau: share(
    'Switch τ',
    0.1,
    'A head is query-aware while averages guess its attention to within this distance; 0 makes every head vertical-slash.',
    { max: 0.85 },
  ),
  minBudget: tokens(
    'Smallest budget',
    32,
    'Tokens’ worth of columns and of diagonals that are kept in any case; more keeps more.',
  ),
  maxBudget: tokens(
    'Largest budget',
    LONGEST,
    'Tokens’ worth of columns and of diagonals that are kept at most; less keeps less.',
  ),
  block: blockSize(),
} as const;

export default defineAttention({
  id: 'flexprefill',
  name: 'FlexPrefill',
  domain: 'attention',
  summary: 'Each head picks its pattern and its own budget, by how much attention it must cover.',
  about:
    'The last block of queries looks at all keys. How concentrated its attention is sets the budget: as ' +
    'many columns and diagonals as cover a share γ of it. Averages of blocks are tried against it, too: ' +
    'where they guess it well the head is query-aware, and blocks are picked by averages over the whole ' +
    'map; where they do not, it keeps columns and diagonals of blocks.',
  notice: [
    'At one γ, focused heads keep a few blocks and diffuse heads nearly all: compare across the head grid.',
    'Coverage is counted in single columns but spent in blocks, so the share γ is a wish, not a guarantee.',
    'Move τ across the needle of the dial and watch the head change its pattern.',
    'Query-aware heads sort all blocks of the map together; late rows with spread-out attention can go short.',
  ],
  differs: [
    'Blocks of 16 and a smallest budget of 32 tokens suit short texts; the original uses blocks of 128 and 512 or 1,024 tokens.',
    'The code divides token counts by 128 whatever the block size; here by the block size.',
    'Entries of 0 add nothing to the divergence; the code has no guard for log 0.',
    'A coverage of 1 is read as just above 1, so that rounding cannot drop the last lines.',
  ],
  paper: {
    title:
      'FlexPrefill: A Context-Aware Sparse Attention Mechanism for Efficient Long-Sequence Inference',
    authors: 'Xunhao Lai, Jianqiao Lu, Yao Luo, Yiyuan Ma, Xun Zhou',
    year: 2025,
    venue: 'ICLR 2025 (oral)',
    arxiv: '2502.20766',
    repository: 'ByteDance-Seed/FlexPrefill',
  },
  tags: {
    unit: 'blocks',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'prefill',
    role: 'system',
    looksAhead: true,
  },
  params,
  stages: [
    { id: 'probe', title: 'The last block looks' },
    { id: 'cover', title: 'How much covers γ' },
    { id: 'switch', title: 'Can averages be trusted?' },
    { id: 'lines', title: 'Lines of blocks' },
    { id: 'global', title: 'One sort over the map' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'Improves on the speed and accuracy of prior methods by adapting pattern and budget per head and input (no figure is given there).',
      source: 'Abstract, arXiv 2502.20766',
    },
  ],
  atBudget(budget, { n }) {
    // m blocks of columns and m of diagonals touch about 4·m/nb of the causal blocks.
    const nb = n / params.block.default;
    const least = Math.min(2, Math.max(1, Math.floor((budget * nb) / 4)));
    return {
      gamma: clampParam(params.gamma, coverageFor(budget, 3.2)),
      minBudget: least * params.block.default,
    };
  },
  select(head, set, { kernels }) {
    const { n } = head;
    const { block, minBudget } = set;
    const short = Math.max(2 * block, Math.ceil(minBudget / block) * block);
    if (n <= short) {
      const mask = causalMask(n);
      return {
        mask,
        kernelPairs: denseTilePairs(n, block),
        estimationFlops: 0,
        decodeKeys: 'unchanged',
        trace: () => [
          resultStage(mask, `Up to ${whole(short)} tokens stay dense; the mask`, block),
        ],
      };
    }
    const run = runFlexPrefill(head, set, kernels);
    const keep = keptBlocks(run);
    const mask = causalTiles(n, block, (I, J) => keep[I * run.nb + J] === 1);
    return {
      mask,
      kernelPairs: wholeTilePairs(mask),
      estimationFlops: run.flops,
      decodeKeys: 'unchanged',
      trace: () => flexStages(run, set, n, mask),
    };
  },
  facts,
});
