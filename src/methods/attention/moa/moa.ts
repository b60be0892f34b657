// MoA: every head gets its own window, which grows with the text by a rule of its own.
import { causalTiles } from '../../../core/mask/ops.ts';
import { clampParam } from '../../../core/params.ts';
import { defineAttention } from '../../attention.ts';
import { wholeTilePairs } from '../_shared/block-rows.ts';
import { facts } from './facts.ts';
import { searchPlan, TABLE } from './plan.ts';
import { bandOf, type Rule } from './rules.ts';
import { moaStages } from './stages.ts';
import { blockSize, share, tokens, when } from '../../_shared/params.ts';
import { list, percent } from '../../_shared/words.ts';

const params = {
  plan: {
    kind: 'choice',
    label: 'Plan',
    help: 'A rule searched for each head, the best single rule for all heads, or a rule of your own.',
    options: [
      { value: 'searched', label: 'a rule per head' },
      { value: 'uniform', label: 'one rule for all heads' },
      { value: 'by-hand', label: 'by hand' },
    ],
    default: 'searched',
  },
  density: when(
    'plan',
    ['searched', 'uniform'],
    share(
      'Cache density',
      0.5,
      'Mean share of all blocks that the heads may hold in their caches; larger keeps more.',
      {
        min: 0.05,
      },
    ),
  ),
  lengths: {
    kind: 'choice',
    label: 'Planned for',
    help: 'All profiled lengths at once, judged at the longest, or only the one nearest to this text.',
    options: [
      { value: 'all', label: 'all lengths' },
      { value: 'one', label: 'this length' },
    ],
    default: 'all',
    when: { param: 'plan', is: ['searched', 'uniform'] },
  },
  alphaStep: when(
    'plan',
    ['searched', 'uniform'],
    tokens(
      'Step of α',
      32,
      'Distance between the spans that are tried; smaller searches more of them.',
      {
        min: 16,
        max: 256,
      },
    ),
  ),
  alpha: {
    kind: 'integer',
    label: 'α',
    help: 'The part of the span that does not grow with the text; larger keeps more.',
    min: -1024,
    max: 1024,
    default: 64,
    unit: 'tokens',
    when: { param: 'plan', is: ['by-hand'] },
  },
  beta: when(
    'plan',
    ['by-hand'],
    share('β', 0.125, 'The share of the text that the span grows by; larger keeps more.', {
      step: 0.125,
    }),
  ),
  block: blockSize(),
} as const;

const DENSE: Rule = { alpha: 0, beta: 1 };

export default defineAttention({
  id: 'moa',
  name: 'MoA',
  domain: 'attention',
  summary:
    'Each head has its own window, some fixed and some growing with the text, planned offline.',
  about:
    'Some heads are local at any length, others need to look farther the longer the text is. MoA measures, ' +
    'with gradients on calibration texts, how much the loss would change if each pair of tokens were ' +
    'dropped, and then gives every head a rule span = α + β · length so that little is lost within a bound ' +
    'on the cache. Beside its window each head keeps the first block.',
  notice: [
    'Flat lines are heads with a fixed window, sloped ones grow: move to a longer text and watch them part.',
    'Influence is not attention: a bright pair whose value changes nothing may go, a faint one may matter.',
    'The plan does not look at this text at all, so the mask of a head is the same for every text of one length.',
  ],
  differs: [
    'Tables of 256, 512 and 1,024 tokens in tiles of 16, for this project’s model; the original profiles 2k, 4k and 8k tokens in blocks of 64 and extends to 16k.',
    'Several aims are weighed against each other in three steps, and several bounds are met by Lagrange multipliers with a local search; the original solves integer programs. For one length the plan is exactly the best one. How far it may be from the best is drawn.',
    'Plans are judged by their influence at the longest length, not by the loss of a run.',
    'Beside the spans on the grid a window of a single block is tried, as short texts leave little room; where even that is too wide at some length, the bound gives way there.',
    'The lower bound of 0.9 times the density is not imposed: it could only make a plan worse.',
    'Heads that share keys are planned one by one; the original takes the widest of a group.',
    'The run-time cache of the original counts 64 sink tokens into the span and rounds up to 64; here the first block comes on top, as in its search.',
  ],
  paper: {
    title: 'MoA: Mixture of Sparse Attention for Automatic Large Language Model Compression',
    authors:
      'Tianyu Fu, Haofeng Huang, Xuefei Ning, Genghan Zhang, Boju Chen, Tianqi Wu, Hongyi Wang, Zixiao Huang, Shiyao Li, Shengen Yan, Guohao Dai, Huazhong Yang, Yu Wang',
    year: 2024,
    venue: 'COLM 2025',
    arxiv: '2406.14909',
    repository: 'thu-nics/MoA',
  },
  tags: {
    unit: 'blocks',
    selection: 'static',
    training: 'training-free',
    phase: 'both',
    role: 'system',
  },
  assets: [TABLE],
  params,
  stages: [
    { id: 'influence', title: 'What each tile matters' },
    { id: 'spans', title: 'Span against length' },
    { id: 'span', title: 'This head’s window' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: '3.9× the effective context length at the same average span, and 1.5 to 7.1× the retrieval accuracy of uniform attention.',
      source: 'Abstract, arXiv 2406.14909',
    },
    {
      text: 'The worst relative drop of performance goes from 9–36 % to within 5 %; 1.2–1.4× less GPU memory and 5.5–6.7× the decoding throughput of 7B and 13B models.',
      source: 'Abstract, arXiv 2406.14909',
    },
  ],
  atBudget: (budget) => ({
    // A window that holds a share x of the last row keeps 1 − (1 − x)² of the triangle.
    density: clampParam(params.density, 1 - Math.sqrt(1 - budget)),
  }),
  select(head, values, ctx) {
    const { n, layer } = head;
    const { plan, block, alpha, beta, density } = values;
    const nb = Math.ceil(n / block);
    const search = plan === 'by-hand' || density >= 1 ? null : searchPlan(head, values, ctx);
    const ruleOf = (l: number, h: number): Rule => {
      if (plan === 'by-hand') return { alpha, beta };
      if (!search) return DENSE; // the bound binds nothing
      return plan === 'uniform' ? search.uniform : search.rules[search.plan[l]![h]!]!;
    };
    const band = bandOf(ruleOf(layer, head.head), nb, block);
    const mask = causalTiles(n, block, (I, J) => J === 0 || I - J < band);
    return {
      mask,
      kernelPairs: wholeTilePairs(mask),
      estimationFlops: 0,
      decodeKeys: mask.rowCount(n - 1),
      warnings:
        search && search.unreachable.length > 0
          ? [
              `at ${list(search.unreachable)} tokens even the narrowest windows hold more than ${percent(density)} of the blocks`,
            ]
          : [],
      trace: () => moaStages(head, search, ruleOf, plan === 'uniform', mask),
    };
  },
  facts,
});
