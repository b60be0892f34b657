// How attention looks on the pages of the atlas.
import type { AttentionTypes } from '../../domains/attention/types.ts';
import type { DomainView } from '../contract.ts';
import { CURVE_BUDGETS } from './budgets.ts';
import figure from './figure.ts';
import { methods } from './methods.ts';
import Chooser from './method/Chooser.svelte';
import Curve from './method/Curve.svelte';
import { HeadMore } from './more.svelte.ts';
import { headNumbers, numberRows } from './numbers.ts';
import Curves from './panels/Curves.svelte';
import Heads from './panels/Heads.svelte';
import Row from './Row.svelte';
import Where from './Where.svelte';

const view: DomainView<AttentionTypes, HeadMore> = {
  figure,
  methods,
  Row,
  Where,
  usualRow: 'last',
  stepPlace: (layer, head) => ({ layer, head }),
  more: (explorer) => new HeadMore(explorer),
  panels: [
    { place: 'sites', Part: Heads },
    { place: 'curves', Part: Curves },
    {
      place: 'below',
      when: ({ entry }) => entry.id === 'seerattention',
      load: () => import('./panels/GateTraining.svelte'),
    },
  ],
  budget: { kept: () => 'kept' },
  text: { rows: true },
  numbers: ({ figure: shown, more }) => numberRows(shown?.reply ?? null, more.cost),
  method: {
    Chooser,
    Curve,
    budgets: CURVE_BUDGETS,
    // As the most there is to have.
    rival: () => 'oracle',
    numbers: headNumbers,
    elsewhere: 'head or text',
  },
  compare: async () => (await import('./compare/compare.ts')).default,
  share: async () => (await import('./share.ts')).default,
};

export default view;
