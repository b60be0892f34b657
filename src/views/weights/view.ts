// How weights look on the pages of the atlas.
import type { WeightTypes } from '../../domains/weights/types.ts';
import type { DomainView } from '../contract.ts';
import { FATES } from './fates.ts';
import { basisOf, effectOf } from './basis.ts';
import figure from './figure.ts';
import { MatrixMore } from './more.svelte.ts';
import { BUDGET_HELP } from './names.ts';
import { numberRows } from './numbers.ts';
import Matrices from './panels/Matrices.svelte';
import WhereItWent from './panels/WhereItWent.svelte';
import WholeRun from './panels/WholeRun.svelte';
import Row from './Row.svelte';
import { textNote } from './text-note.ts';
import Where from './Where.svelte';

const view: DomainView<WeightTypes, MatrixMore> = {
  figure,
  Row,
  usualRow: 'first',
  Where,
  basis: (reply) => basisOf(reply, 'once the whole model is pruned'),
  more: (explorer) => new MatrixMore(explorer),
  panels: [
    { place: 'sites', Part: Matrices },
    { place: 'sites', Part: WhereItWent },
    { place: 'numbers', Part: WholeRun },
    { place: 'curves', load: () => import('./panels/Curves.svelte') },
    { place: 'below', load: () => import('./panels/Below.svelte') },
  ],
  budget: { help: BUDGET_HELP, kept: (reply) => FATES[effectOf(reply)].kept },
  text: {
    title: 'Calibration text',
    note: ({ text, tokenised, spec }) => textNote(text, tokenised?.total ?? null, spec.tokens),
    rows: false,
  },
  numbers: ({ figure: shown, more }) =>
    numberRows(shown?.reply.metrics ?? null, more.whole.cost, effectOf(shown?.reply ?? null)),
  elsewhere: 'matrix or text',
  method: async () => (await import('./method/method.ts')).default,
  compare: async () => (await import('./compare/compare.ts')).default,
  share: async () => (await import('./share.ts')).default,
};

export default view;
