// How weights look on the pages of the atlas.
import type { FigureReply } from '../../../workers/api.ts';
import type { WeightTypes } from '../../domains/weights/types.ts';
import { count } from '../../figure/format.ts';
import type { DomainView } from '../contract.ts';
import { MATRIX_BUDGETS } from './budgets.ts';
import { FATES } from './fates.ts';
import figure from './figure.ts';
import { methods } from './methods.ts';
import Chooser from './method/Chooser.svelte';
import Curve from './method/Curve.svelte';
import { MatrixMore } from './more.svelte.ts';
import { BUDGET_HELP } from './names.ts';
import { matrixNumbers, numberRows } from './numbers.ts';
import Matrices from './panels/Matrices.svelte';
import WhereItWent from './panels/WhereItWent.svelte';
import WholeRun from './panels/WholeRun.svelte';
import Row from './Row.svelte';
import { textNote } from './text-note.ts';
import Where from './Where.svelte';

type Reply = FigureReply<WeightTypes>;

const effectOf = (reply: Reply | null): Reply['effect'] => reply?.effect ?? 'prune';

const view: DomainView<WeightTypes, MatrixMore> = {
  figure,
  methods,
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
  method: {
    Chooser,
    Curve,
    budgets: MATRIX_BUDGETS,
    // Magnitude, the oldest of them; it is held against chance.
    rival: (id) => (id === 'magnitude' ? 'random' : 'magnitude'),
    numbers: (reply) => matrixNumbers(reply?.metrics ?? null, effectOf(reply)),
    basis: (reply) => basisOf(reply, 'on the weights page'),
    elsewhere: 'matrix or text',
  },
  compare: async () => (await import('./compare/compare.ts')).default,
  share: async () => (await import('./share.ts')).default,
};

export default view;

/** On what the figure's statistics were gathered; `when` it is more than the dense model. */
function basisOf(reply: Reply | null, when: string): string {
  if (!reply) return '';
  if (reply.calibration === 0) return 'This method looks at no text.';
  const tokens = `${count(reply.calibration)} tokens`;
  return reply.exact
    ? `Calibrated on ${tokens}, block by block behind blocks already pruned.`
    : `Calibrated on ${tokens} of the dense model; block by block ${when}.`;
}
