// How decode looks on the pages of the atlas.
import type { DecodeTypes } from '../../domains/decode/types.ts';
import type { DomainView } from '../contract.ts';
import { BUDGETS } from './budgets.ts';
import figure from './figure.ts';
import { DecodeMore } from './more.svelte.ts';
import { numbersOf } from './numbers.ts';
import BudgetUnits from './panels/BudgetUnits.svelte';
import Heads from './panels/Heads.svelte';
import Row from './Row.svelte';
import OpenTrace from './trace/OpenTrace.svelte';

const view: DomainView<DecodeTypes, DecodeMore> = {
  figure,
  Row,
  usualRow: 'last',
  more: (explorer) => new DecodeMore(explorer),
  panels: [
    { place: 'sites', Part: Heads },
    { place: 'budget', Part: BudgetUnits },
    { place: 'numbers', load: () => import('./panels/Questions.svelte') },
    { place: 'curves', load: () => import('./panels/Curves.svelte') },
    { place: 'below', load: () => import('./panels/Below.svelte') },
    { place: 'below', load: () => import('./panels/Writing.svelte') },
    {
      place: 'below',
      load: () => import('./ahead/LookAhead.svelte'),
      when: ({ spec }) => spec.method === 'draft-based-inference',
    },
    {
      place: 'below',
      load: () => import('./kinetics/Kinetics.svelte'),
      when: ({ spec }) => spec.method === 'kinetics',
    },
    { place: 'below', Part: OpenTrace },
  ],
  budget: { kept: () => 'read' },
  text: { title: 'Text to be written', rows: false },
  numbers: ({ figure: shown, more }) =>
    numbersOf(shown?.reply ?? null, more.answers, more.questions.placement),
  elsewhere: 'text',
  method: () =>
    Promise.resolve({
      budgets: BUDGETS,
      rival: () => 'topk-oracle-decode',
      numbers: (reply) => numbersOf(reply),
      below: (id) => (id === 'kinetics' ? import('./kinetics/Kinetics.svelte') : null),
    }),
  compare: async () => (await import('./compare.ts')).default,
  share: async () => (await import('./share.ts')).default,
};

export default view;
