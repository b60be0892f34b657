// Double Sparsity: which channels, how many, how finely.
import { outcomeOf, type FindingMaker } from '../finding.ts';
import { cells, HEAD, SETUP, type Lab, type Score } from './lab.ts';

const HEAVY = 64;
const CHANNELS = [32, 16, 8, 4];
const STATISTICS = ['q', 'k', 'qk'] as const;
const NAMES = { q: 'queries', k: 'keys', qk: 'products' };

export const channels: FindingMaker<Lab> = {
  id: 'channels',
  title: 'How many channels, and chosen by what',
  methods: ['double-sparsity'],
  expected:
    'needles rise with the channels; channels by keys or by products beat those by queries on this model; 4-bit labels are as good as exact ones (a prototype of this model).',
  setup: `${SETUP} ${HEAVY} tokens a step, two dense layers, labels of 16 bits unless said.`,
  head: ['channels', ...HEAD],
  async measure(lab) {
    const at = (count: number, statistic: string, bits: string): Promise<Score> =>
      lab.score('double-sparsity', { heavy: HEAVY, channels: count, statistic, bits });
    const rows: string[][] = [];
    const found: Record<string, Score> = {};
    for (const count of CHANNELS) {
      for (const statistic of count === 32 ? (['qk'] as const) : STATISTICS) {
        const score = await at(count, statistic, '16');
        found[`${count} ${statistic}`] = score;
        const name = count === 32 ? '32 (all)' : `${count} by ${NAMES[statistic]}`;
        rows.push([name, ...cells(score)]);
      }
    }
    const coarse = await at(8, 'qk', '4');
    rows.push(['8 by products, 4 bits', ...cells(coarse)]);
    const loss = (key: string): number => found[key]!.added;
    const fine = found['8 qk']!;
    const [more, less] = [found['16 qk']!, found['4 qk']!];
    return {
      outcome: outcomeOf([
        more.right >= fine.right && fine.right >= less.right && more.right > less.right,
        Math.max(loss('8 k'), loss('8 qk')) < loss('8 q'),
        Math.abs(coarse.added - fine.added) < 0.05,
      ]),
      found: `By products, 16, 8 and 4 channels answer ${more.right}, ${fine.right} and ${less.right} of ${fine.needles}; with 8, channels by queries answer ${found['8 q']!.right}, by keys ${found['8 k']!.right}, and 4-bit labels ${coarse.right}.`,
      rows,
    };
  },
};
