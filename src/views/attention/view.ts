// How attention looks on the pages of the atlas.
import type { AttentionTypes } from '../../domains/attention/types.ts';
import type { DomainView } from '../contract.ts';
import figure from './figure.ts';
import { HeadMore } from './more.svelte.ts';
import { numberRows } from './numbers.ts';
import Heads from './panels/Heads.svelte';
import Row from './Row.svelte';

const view: DomainView<AttentionTypes, HeadMore> = {
  figure,
  Row,
  usualRow: 'last',
  stepPlace: (layer, head) => ({ layer, head }),
  more: (explorer) => new HeadMore(explorer),
  panels: [
    { place: 'sites', Part: Heads },
    { place: 'curves', load: () => import('./panels/Curves.svelte') },
    {
      place: 'below',
      when: ({ entry }) => entry.id === 'seerattention',
      load: () => import('./panels/GateTraining.svelte'),
    },
  ],
  budget: { kept: () => 'kept' },
  text: { rows: true },
  numbers: ({ figure: shown, more }) => numberRows(shown?.reply ?? null, more.cost),
  elsewhere: 'head or text',
  method: async () => (await import('./method/method.ts')).default,
  compare: async () => (await import('./compare/compare.ts')).default,
  share: async () => (await import('./share.ts')).default,
};

export default view;
