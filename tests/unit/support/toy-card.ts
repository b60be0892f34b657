// What a made-up domain says of itself. Imports no list of domains: tests put it into them.
import type { Card } from '../../../src/core/card.ts';
import { defaultsOf, type ParamTable } from '../../../src/core/params.ts';
import { NOTHING_MORE, PLAIN_VIEW, type FigureSpec } from '../../../src/core/spec.ts';

const NET: ParamTable = {
  seed: { kind: 'integer', label: '', help: '', min: 0, max: 99, default: 1 },
  noise: { kind: 'number', label: '', help: '', min: 0, max: 1, step: 0.1, default: 0.2 },
};
const SCENE: ParamTable = {
  seed: { kind: 'integer', label: '', help: '', min: 0, max: 9, default: 4 },
  light: { kind: 'boolean', label: '', help: '', default: false },
};

const FIRST: FigureSpec = {
  ...{ domain: 'toy', kind: 'net', model: 'none', text: { kind: 'tale', seed: 1 }, tokens: 16 },
  // The other kind has no place 50.
  ...{ subject: { ...defaultsOf(NET), seed: 50 }, ...NOTHING_MORE },
  ...{ method: 'magnitude', budget: null, set: {}, compare: ['sketch'] },
  view: { ...PLAIN_VIEW, show: 'all' },
};

/** A domain with two kinds of subject, whose usual figure became another one with version 2. */
export const TOY: Card = {
  ...{ id: 'toy', order: 2, title: 'Toy', sentence: 'A toy.', page: 'toy.html' },
  kinds: [
    {
      ...{ id: 'net', title: 'A net', reads: [], params: NET },
      place: [{ param: 'seed', prefix: 'seed' }],
      axes: { row: 'unit', col: 'input' },
    },
    {
      ...{ id: 'scene', title: 'A scene', reads: ['drawing'], params: SCENE },
      place: [{ param: 'seed', prefix: 'scene' }],
      axes: { row: 'line', col: 'column', time: 'step' },
    },
  ],
  gallery: { subject: '', told: { id: 'sparsity', label: 'sparsity' }, preview: '' },
  shows: [
    { value: 'all', formerly: 'whole', paints: 'all', label: 'All', title: '' },
    { value: 'kept', paints: 'kept', label: 'Kept', title: '' },
  ],
  words: { object: '', about: '', budget: '', whole: '', kept: '', lost: '' },
  usual: {
    1: FIRST,
    2: {
      ...FIRST,
      ...{ kind: 'scene', subject: { seed: 7, light: true }, tokens: 32 },
      ...{ method: 'sketch', budget: 0.25, compare: [], view: { ...PLAIN_VIEW, show: 'kept' } },
    },
  },
};
