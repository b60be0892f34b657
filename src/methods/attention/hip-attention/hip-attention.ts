// HiP Attention: key blocks found by a top-down tree search with a fixed beam.
import { ensureDiagonalForEmptyRows } from '../../../core/mask/ops.ts';
import { clampParam } from '../../../core/params.ts';
import { defineAttention } from '../../attention.ts';
import { maskOfBlockRows, pairsOfBlockRows } from '../_shared/block-rows.ts';
import { windowFor } from '../_shared/budget.ts';
import { keySegments, searchRow, scoringRows } from './search.ts';
import { facts } from './facts.ts';
import { hipStages } from './stages.ts';
import { share, tokens } from '../../_shared/params.ts';
import { count } from '../../_shared/words.ts';

const params = {
  keys: tokens(
    'Keys searched for',
    64,
    'How many keys the search keeps for each block of queries; more is a wider beam and keeps more.',
  ),
  window: tokens(
    'Window',
    32,
    'How many keys before the end of each query block are read in any case.',
    {
      min: 0,
    },
  ),
  sinks: tokens('Sinks', 4, 'How many of the first keys every query reads.', { min: 0, max: 256 }),
  queryBlock: tokens(
    'Query block',
    16,
    'How many queries share one search; more is cheaper and coarser.',
    {
      max: 128,
    },
  ),
  keyBlock: tokens(
    'Key block',
    4,
    'How many keys are kept as one; smaller is finer and searches deeper.',
    {
      max: 64,
    },
  ),
  representative: {
    kind: 'choice',
    label: 'Representative',
    help: 'Which block speaks for a node of the tree: its first, as in the code, or its middle one, as the paper describes it.',
    options: [
      { value: 'first', label: 'first block' },
      { value: 'centre', label: 'middle block' },
    ],
    default: 'first',
  },
  everySecond: {
    kind: 'boolean',
    label: 'Every second query',
    help: 'Lets only every second query of a block look while searching, which halves the cost.',
    default: true,
  },
  drawn: share(
    'Search shown',
    1,
    'Which query block’s search is drawn, from the start of the text to its end; changes no number.',
  ),
} as const;

export default defineAttention({
  id: 'hip-attention',
  name: 'HiP Attention',
  domain: 'attention',
  summary:
    'Search the keys like a tree: split, score a representative, keep the best, split again.',
  about:
    'To find the best keys for a block of queries without looking at all of them, HiP cuts the keys into as ' +
    'many stretches as it may keep, splits each in two, scores one representative of every half, keeps the ' +
    'best halves, and goes on until stretches are single blocks. A few sinks and a window are added. The ' +
    'depth is logarithmic, so the cost of a long text grows hardly faster than its length.',
  notice: [
    'A peak is lost when the representative of its stretch happens to score low: watch the level at which the branch dies.',
    'The search does well where scores change slowly along the keys, and no better than chance on noise.',
    'More keys need not mean more recall: a different beam takes different branches.',
  ],
  differs: [
    'Integer form of the reference of version 1.1; the released kernels of version 1.0 search an equivalent growing grid and may take the representative at random.',
    'No layer and no first rows are kept dense. The original keeps three layers dense, and by its rule 768 of 1,024 rows at this size.',
    'Sinks, chosen blocks and window are united, so each key counts once; the kernel of version 1.0 walks sinks 32 at a time and counts some twice.',
    'A partial last query block ends with the text in the search and in the window alike; the reference loses a few keys between the two.',
    'Sizes are scaled: the original keeps 512 keys in blocks of 2 for blocks of 32 queries, beside a window of 128 and 32 sinks.',
  ],
  paper: {
    title:
      'A Training-Free Sub-quadratic Cost Transformer Model Serving Framework with Hierarchically Pruned Attention',
    authors:
      'Heejun Lee, Geon Park, Youngwan Lee, Jaduk Suh, Jina Kim, Wonyoung Jeong, Bumsik Kim, Hyemin Lee, Myeongjae Jeon, Sung Ju Hwang',
    year: 2024,
    venue: 'ICLR 2025',
    arxiv: '2406.09827',
    repository: 'DeepAuto-AI/hip-attention',
  },
  tags: {
    unit: 'key blocks per query block',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'both',
    role: 'system',
    looksAhead: true,
  },
  params,
  stages: [
    { id: 'tree', title: 'Down the tree' },
    { id: 'found', title: 'Blocks found' },
    { id: 'fixed', title: 'Sinks and window' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'Reduces the time of attention from O(T²) to O(T log T) and its space from O(T²) to O(T), without training.',
      source: 'Abstract, arXiv 2406.09827',
    },
  ],
  atBudget(budget, { n }) {
    // Rows keep about sinks + window + keys, like one wide window; a third of it is the real window.
    const width = windowFor(budget, n, params.sinks.default);
    const window = Math.min(params.window.default, Math.round(width / 3));
    return {
      keys: clampParam(params.keys, budget >= 1 ? n : width - window),
      window: clampParam(params.window, window),
    };
  },
  select(head, set) {
    const { n, d } = head;
    const starts = Array.from(
      { length: Math.ceil(n / set.queryBlock) },
      (_, at) => at * set.queryBlock,
    );
    const searches = starts.map((start) => searchRow(head, start, set));
    const rows = starts.map((start, at) => keySegments(n, start, searches[at]!, set));
    const { mask, added } = ensureDiagonalForEmptyRows(maskOfBlockRows(n, set.queryBlock, rows));
    let flops = 0;
    for (const [at, { scored }] of searches.entries()) {
      const end = Math.min(n, starts[at]! + set.queryBlock);
      flops +=
        2 * d * set.keyBlock * scored * scoringRows(starts[at]!, end, set.everySecond).length;
    }
    return {
      mask,
      kernelPairs: pairsOfBlockRows(n, set.queryBlock, rows) + added,
      estimationFlops: flops,
      decodeKeys: mask.rowCount(n - 1),
      warnings: added === 0 ? [] : [`${count(added, 'row')} kept no key; their diagonal was added`],
      trace: () => {
        const at = Math.min(starts.length - 1, Math.floor(set.drawn * starts.length));
        return hipStages(head, set, mask, starts[at]!, searches[at]!);
      },
    };
  },
  facts,
});
