// Worked examples of the oracles.
import type { AttentionFact } from '../../attention.ts';
import { headFromAttention, withUniformStart } from '../../_shared/heads.ts';

/** Three rows of even attention, then one that is easy to rank. */
const head = () => headFromAttention(withUniformStart([[0.5, 0.3, 0.15, 0.05]], 4));

const peaks = () => headFromAttention([[1], [0.9, 0.1], [0.2, 0.7, 0.1], [0.4, 0.35, 0.15, 0.1]]);

export const facts: readonly AttentionFact[] = [
  {
    name: 'top-2 of a row',
    why: 'Of .5, .3, .15, .05 the two largest are the first two: .8. Ties go to the lower index.',
    head,
    params: { kind: 'row-top-k', k: 2 },
    rows: ['#...', '##..', '##..', '##..'],
    recall: { 1: 1, 2: 2 / 3, 3: 0.8 },
  },
  {
    name: 'top-p includes the key that crosses',
    why: '.5 + .3 = .8 does not reach .9, .15 more does. Three even keys need all three.',
    head,
    params: { kind: 'top-p', p: 0.9 },
    rows: ['#...', '##..', '###.', '###.'],
    recall: { 3: 0.95 },
  },
  {
    name: 'threshold .2',
    why: 'In the last row .5 and .3 are large enough; the even rows have 1/2 and 1/3.',
    head,
    params: { kind: 'threshold', threshold: 0.2 },
    rows: ['#...', '##..', '###.', '##..'],
    recall: { 3: 0.8 },
  },
  {
    name: 'threshold that leaves a row empty',
    why: 'Nothing in the last row reaches .6, so its largest stays; 1/2 and 1/3 do not reach it either.',
    head,
    params: { kind: 'threshold', threshold: 0.6 },
    rows: ['#...', '#...', '#...', '#...'],
  },
  {
    name: 'relative threshold',
    why: 'Half of each row’s largest: .5 · .5 = .25 lets .5 and .3 through.',
    head,
    params: { kind: 'threshold', threshold: 0.5, relative: true },
    rows: ['#...', '##..', '###.', '##..'],
  },
  {
    name: 'largest weights of the map',
    why: 'Six of ten pairs: the row maxima 1, .9, .7, .4, then .35 and .2 as the largest of the rest.',
    head: peaks,
    params: { kind: 'share', share: 0.6 },
    rows: ['#...', '#...', '##..', '##..'],
    pairs: 6,
    recall: { 1: 0.9, 2: 0.9, 3: 0.75 },
  },
  {
    name: 'no row is left empty',
    why: 'One pair in ten would fit once, but each of four rows needs a key: its largest.',
    head: peaks,
    params: { kind: 'share', share: 0.1 },
    rows: ['#...', '#...', '.#..', '#...'],
    pairs: 4,
  },
  {
    name: 'heaviest block of each block row',
    why: 'The lower block row sums to .9 + .75 in block 0 and .1 + .25 in its own.',
    head: peaks,
    params: { kind: 'block', block: 2, topBlocks: 1 },
    rows: ['#...', '##..', '##..', '##..'],
    recall: { 2: 0.9, 3: 0.75 },
  },
];
