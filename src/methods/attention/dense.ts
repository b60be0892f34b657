// Dense causal attention: what everything else is measured against.
import { causalMask } from '../../core/mask/ops.ts';
import { defineAttention } from '../attention.ts';
import { uniformHead } from '../_shared/heads.ts';
import { resultStage } from './_shared/stages.ts';

export default defineAttention({
  id: 'dense',
  name: 'Dense',
  domain: 'attention',
  summary: 'Every query reads every key up to itself.',
  about:
    'Plain causal attention, nothing dropped. It computes n(n + 1)/2 pairs, so twice the text costs ' +
    'four times the work, and every decoded token reads all keys before it. Every other method is ' +
    'measured against its result.',
  notice: [
    'How little of the triangle is bright: most of what dense attention computes is close to zero.',
    'The first column: many heads park attention that they do not need on the first token.',
  ],
  differs: [],
  paper: {
    title: 'Attention Is All You Need',
    authors:
      'Ashish Vaswani, Noam Shazeer, Niki Parmar, Jakob Uszkoreit, Llion Jones, Aidan N. Gomez, Łukasz Kaiser, Illia Polosukhin',
    year: 2017,
    venue: 'NeurIPS 2017',
    arxiv: '1706.03762',
  },
  tags: {
    unit: 'nothing',
    selection: 'static',
    training: 'training-free',
    phase: 'both',
    role: 'baseline',
  },
  params: {},
  stages: [{ id: 'mask', title: 'All causal pairs' }],
  claims: [],
  atBudget: () => ({}),
  select(head) {
    const mask = causalMask(head.n);
    return {
      mask,
      estimationFlops: 0,
      decodeKeys: head.n,
      trace: () => [resultStage(mask, 'Dense attention')],
    };
  },
  facts: [
    {
      name: 'three tokens',
      why: 'Query i reads keys 0 … i: 1 + 2 + 3 pairs, and all attention mass.',
      head: () => uniformHead(3),
      params: {},
      rows: ['#..', '##.', '###'],
      pairs: 6,
      recall: { 0: 1, 1: 1, 2: 1 },
    },
  ],
});
