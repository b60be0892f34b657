// TidalDecode: a few layers read everything and choose positions, which the layers above them reuse.
import { clampParam, type IntegerParam } from '../../core/params.ts';
import { headFromLogits } from '../_shared/heads.ts';
import { tokens } from '../_shared/params.ts';
import { count, percent, whole } from '../_shared/words.ts';
import { defineDecode, type DecodeContext, type DecodeHead, type HeadCache } from '../decode.ts';
import { keysFor } from './_shared/budget.ts';
import { firstOf, keysRead, readSets, wholeLayer } from './_shared/cache.ts';
import { memory } from './_shared/memory.ts';
import { attentionAt, massOf, positionOf, readStage, wholeStage } from './_shared/stages.ts';
import { stepRows } from './_shared/rows.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { Stage } from '../../core/trace.ts';

function layerNumber(label: string, preset: number, help: string): IntegerParam {
  return { kind: 'integer', label, help, min: 0, max: 127, default: preset, unit: 'layers' };
}

const params = {
  k: tokens(
    'Positions',
    64,
    'How many positions a selecting layer hands on to the layers above; more read more.',
  ),
  start: layerNumber(
    'Start layer',
    2,
    'The first layer that selects; all layers below it read everything.',
  ),
  reselect: layerNumber(
    'Re-selection layer',
    3,
    'The layer that selects anew for those above it; it reads everything too. Below the start layer it has no effect.',
  ),
  rule: {
    kind: 'choice',
    label: 'Current token',
    help: 'Whether the token being decoded is always among the positions, or has to rank like any other.',
    options: [
      { value: 'clean', label: 'always read (kernels, in clean form)' },
      { value: 'evaluation', label: 'has to rank (evaluation code)' },
    ],
    default: 'clean',
  },
} as const;

export default defineDecode({
  id: 'tidaldecode',
  name: 'TidalDecode',
  domain: 'decode',
  family: 'reader',
  summary: 'A few layers read everything and choose positions; the layers above read only those.',
  about:
    'Layers below the start layer read everything. The start layer and the re-selection layer read ' +
    'everything too, and each of their heads notes the positions that it weighs most. Every other layer ' +
    'reads only the positions that the head with the same number noted in the nearest selecting layer ' +
    'below, with its own queries and keys. The next step chooses anew; nothing leaves the cache.',
  notice: [
    'Between two selecting layers all read sets are the same; they change only at a selecting layer.',
    'Much depends on where the second selection is made: move it up and down.',
    'With few layers little can be saved: of six, four read everything.',
  ],
  differs: [
    'The kernels choose k positions with the current token among the candidates, read k − 1 of them and add it: it may count twice. The clean form takes the k − 1 best of the earlier tokens and the current one; the evaluation code is the other choice.',
    'Correcting the cache by dense passes over stretches of text, as the project page describes, is left out.',
    'Ties go to the lower position.',
    'The start layer is the released 2; the re-selection layer depends on the model: layer 3 is the best of a sweep on this one.',
  ],
  paper: {
    title: 'TidalDecode: Fast and Accurate LLM Decoding with Position Persistent Sparse Attention',
    authors: 'Lijie Yang, Zhihao Zhang, Zhuofu Chen, Zikun Li, Zhihao Jia',
    year: 2024,
    venue: 'ICLR 2025',
    arxiv: '2410.05076',
    repository: 'DerrickYLJ/TidalDecode',
  },
  tags: {
    unit: 'tokens',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'decode',
    role: 'system',
  },
  params,
  stages: [
    { id: 'select', title: 'Positions chosen' },
    { id: 'reuse', title: 'Positions reused' },
    { id: 'read', title: 'What is read' },
  ],
  claims: [
    {
      text: 'Up to 2.1 times lower decoding latency, with quality close to full attention.',
      source: 'Abstract, arXiv 2410.05076',
    },
    {
      text: 'Full needle accuracy with 128 tokens at 10K and 100K of context.',
      source: 'README of the released code',
    },
  ],
  atBudget: (budget, shape) => ({ k: clampParam(params.k, keysFor(budget, shape)) }),
  begin({ k, start, reselect, rule }, context) {
    const seen = memory<Seen>();
    let from = start;
    let chosen: readonly HeadCache[] = [];
    return {
      layer(heads) {
        const { layer } = heads[0]!;
        if (layer < start) return wholeLayer(context, heads);
        if (layer === start || layer === reselect) {
          from = layer;
          chosen = heads.map((head) => ({
            read: choose(context, head, k, rule),
            leaves: null,
          }));
        }
        for (const head of heads) seen.keep(head, { from, chosen: chosen[head.head]! });
        return layer === from ? wholeLayer(context, heads) : chosen;
      },
      trace(layer, at, row) {
        const found = seen.of(layer, at);
        if (!found) return [wholeStage(context, layer, row, 'lies below the start layer')];
        const { head, chosen: cache } = found;
        if (found.from === layer) {
          return [
            selectStage(context, head, cache, row),
            wholeStage(context, layer, row, 'selects'),
          ];
        }
        return [reuseStage(context, found, row), readStage(context, head, cache, row)];
      },
    };
  },
  facts: [
    {
      name: 'five layers, evaluation code',
      why: 'Layer 1 chooses 3, 0 and 2 (which ties with 6); layer 2 reuses them; layer 3 chooses 5, 1 and 3 for layer 4. In all 30 of 40 keys are read.',
      prompt: 7,
      layers: example,
      params: { k: 3, start: 1, reselect: 3, rule: 'evaluation' },
      rows: [[['########']], [['########']], [['#.##....']], [['########']], [['.#.#.#..']]],
    },
    {
      name: 'five layers, the current token always read',
      why: 'The two best earlier tokens and token 7: 3, 0 and 7, then 5, 1 and 7.',
      prompt: 7,
      layers: example,
      params: { k: 3, start: 1, reselect: 3, rule: 'clean' },
      rows: [[['########']], [['########']], [['#..#...#']], [['########']], [['.#...#.#']]],
    },
    {
      name: 'a re-selection below the start',
      why: 'Only the start layer selects: layers 2, 3 and 4 read what layer 1 chose.',
      prompt: 7,
      layers: example,
      params: { k: 3, start: 1, reselect: 0, rule: 'evaluation' },
      rows: [[['########']], [['########']], [['#.##....']], [['#.##....']], [['#.##....']]],
    },
  ],
});

interface Seen {
  /** The selecting layer whose positions this head reads, or its own. */
  readonly from: number;
  readonly chosen: HeadCache;
}

type Rule = 'clean' | 'evaluation';

/** Positions that a selecting head notes at each step. */
function choose(context: DecodeContext, head: DecodeHead, k: number, rule: Rule) {
  const { n, kernels } = context;
  const rows = stepRows(context, head);
  const first = firstOf(context);
  const at = (t: number): Iterable<number> => {
    const row = rows.subarray((t - first) * n, (t - first) * n + t + 1);
    return best(row, k, rule, kernels);
  };
  return readSets(context, at, first);
}

/** The k positions of a row of weights; ties to the lower. */
function best(row: Float32Array, k: number, rule: Rule, kernels: Kernels): Iterable<number> {
  if (rule === 'evaluation') return kernels.topK(row, k);
  const current = row.length - 1;
  return [...kernels.topK(row.subarray(0, current), k - 1), current];
}

function selectStage(
  context: DecodeContext,
  head: DecodeHead,
  chosen: HeadCache,
  row: number | null,
): Stage {
  const t = positionOf(context, row);
  const keys = keysRead(chosen, t - context.prompt);
  const attention = attentionAt(context, head, t);
  return {
    id: 'select',
    caption: `Step ${whole(t)} notes ${count(keys.length, 'position')} for the layers above; they hold ${percent(massOf(attention, keys))} of the attention here.`,
    drawables: [
      {
        kind: 'bars',
        axis: 'key',
        values: attention,
        chosen: keys,
        label: 'attention over all keys',
      },
    ],
  };
}

function reuseStage(
  context: DecodeContext,
  { head, from, chosen }: Seen & { readonly head: DecodeHead },
  row: number | null,
): Stage {
  const t = positionOf(context, row);
  const keys = keysRead(chosen, t - context.prompt);
  const attention = attentionAt(context, head, t);
  const own = [...context.kernels.topK(attention, keys.length)];
  const shared = own.filter((key) => keys.includes(key)).length;
  const chance = keys.length / (t + 1);
  return {
    id: 'reuse',
    caption: `The ${count(keys.length, 'position')} of layer ${from} hold ${percent(massOf(attention, keys))} of the attention here, the best as many of this layer ${percent(massOf(attention, own))}; they share ${whole(shared)}.`,
    drawables: [
      {
        kind: 'numbers',
        label: 'overlap with the best of this layer',
        compared: true,
        entries: [
          { label: 'shared', value: shared / keys.length },
          { label: 'by chance', value: chance },
        ],
      },
    ],
  };
}

/** Five layers of one head; the eighth token decodes. */
function example(): DecodeHead[][] {
  const logits = [
    [],
    [2, 0, 1, 3, 0, 0, 1, 0.5],
    [0, 1, 2, 2, 0, 3, 0, 0],
    [0, 2.5, 0, 1, 0, 3, 0, 1],
    [1, 0, 3, 0, 0, 2, 0, 1],
  ];
  const before = Array.from({ length: 7 }, () => []);
  return logits.map((row, layer) => [{ ...headFromLogits([...before, row]), layer }]);
}
