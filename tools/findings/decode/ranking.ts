// Every way of keeping little, at equal sizes.
import { outcomeOf, type FindingMaker } from '../finding.ts';
import { cells, HEAD, nats, SETUP, type Lab, type MethodId, type Score } from './lab.ts';
import type { ParamRecord } from '../../../src/core/params.ts';

type Setting = readonly [label: string, id: MethodId, of: (size: number) => Partial<ParamRecord>];

const SIZES = [64, 128] as const;
const SETTINGS: readonly Setting[] = [
  ['Oracle top-k', 'topk-oracle-decode', (k) => ({ k })],
  ['Quest, pages of 8', 'quest', (budget) => ({ budget, page: 8 })],
  ['Quest, pages of 16', 'quest', (budget) => ({ budget, page: 16 })],
  [
    'Double Sparsity, 8 channels by keys',
    'double-sparsity',
    (heavy) => ({ heavy, statistic: 'k' }),
  ],
  ['TidalDecode, layers 2 and 3', 'tidaldecode', (k) => ({ k, start: 2, reselect: 3 })],
  ['SnapKV', 'snapkv', (capacity) => ({ capacity, window: 16 })],
  ['Ada-KV', 'adakv', (capacity) => ({ capacity, window: 16 })],
  ['PyramidKV', 'pyramidkv', (capacity) => ({ capacity, window: 16 })],
  ['H2O', 'h2o', (size) => ({ heavy: size / 2, recent: size / 2 })],
  ['TOVA', 'tova', (size) => ({ size })],
  ['Sinks + window', 'streaming-llm', (size) => ({ sinks: 4, window: size - 4 })],
];

export const ranking: FindingMaker<Lab> = {
  id: 'equal-sizes',
  title: 'All of them at 64 and 128 tokens',
  methods: [...new Set(SETTINGS.map(([, id]) => id))],
  expected:
    'readers find what is asked for later, evictors lose it: they had to choose before the question was known (a prototype of this model).',
  setup: `${SETUP} Prompt compressors keep what is written besides; readers read their first layers in full.`,
  head: ['method', ...SIZES.flatMap((size) => HEAD.map((name) => `${name}, ${size}`))],
  async measure(lab) {
    const found = new Map<string, Score[]>();
    for (const [label, id, of] of SETTINGS) {
      const scores: Score[] = [];
      for (const size of SIZES) scores.push(await lab.score(id, of(size)));
      found.set(label, scores);
    }
    const readers = ['Quest, pages of 8', 'Double Sparsity, 8 channels by keys'];
    const evictors = ['SnapKV', 'Ada-KV', 'PyramidKV', 'H2O', 'TOVA', 'Sinks + window'];
    const right = (label: string, i: number): number => found.get(label)![i]!.right;
    const holds = SIZES.map((_, i) => {
      const worst = Math.min(...readers.map((label) => right(label, i)));
      return evictors.every((label) => right(label, i) < worst);
    });
    const best = evictors.reduce((a, b) => (right(b, 0) > right(a, 0) ? b : a));
    const [quest] = found.get('Quest, pages of 8')!;
    const [evictor] = found.get(best)!;
    return {
      outcome: outcomeOf(holds),
      found: `At 64 tokens Quest with pages of 8 answers ${quest!.right} of ${quest!.needles} questions at ${nats(quest!.added)} nats, the best evictor, ${best}, ${evictor!.right} at ${nats(evictor!.added)}.`,
      rows: [...found].map(([label, scores]) => [label, ...scores.flatMap(cells)]),
    };
  },
};
