// How decode looks on the pages of the atlas.
import type { Types } from '../../domains/decode/types.ts';
import PlaceForm from '../../kit/PlaceForm.svelte';
import type { DomainView } from '../contract.ts';
import figure from './figure.ts';
import { numbersOf } from './numbers.ts';

const view: DomainView<Types, null> = {
  figure,
  usualRow: 'first',
  more: () => null,
  panels: [{ place: 'sites', Part: PlaceForm }],
  budget: { kept: () => 'kept' },
  text: { rows: false },
  numbers: ({ figure: shown }) => numbersOf(shown?.reply ?? null),
  elsewhere: 'toy',
  method: () =>
    Promise.resolve({
      budgets: [1, 0.75, 0.5, 0.25, 0.1],
      rival: () => null,
      numbers: numbersOf,
    }),
  compare: async () => (await import('./compare.ts')).default,
  share: async () => (await import('./share.ts')).default,
};

export default view;
