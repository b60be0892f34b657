// Decode: REPLACE with what is sparse here, in one line.
import type { Card } from '../../core/card.ts';
import { defaultsOf } from '../../core/params.ts';
import { NOTHING_MORE, PLAIN_VIEW } from '../../core/spec.ts';

/** Where a figure is: walked by links and controls. */
export const params = {
  seed: {
    kind: 'integer',
    label: 'Seed',
    help: 'What the toy is drawn with.',
    min: 0,
    max: 9999,
    default: 1,
  },
} as const;

export const card: Card = {
  id: 'decode',
  order: 2,
  title: 'Decode',
  sentence: 'REPLACE: what a reader sees here, in one line.',
  page: 'decode.html',
  kinds: [
    {
      id: 'toy',
      title: 'A toy',
      reads: [],
      params,
      place: [{ param: 'seed', prefix: 'seed' }],
      axes: { row: 'token', col: 'unit' },
    },
  ],
  gallery: {
    subject: 'A toy of 64 tokens and 48 units. Asked to keep 25\u00a0% of all cells.',
    told: { id: 'mass', label: 'mass' },
    preview:
      'Maps of a toy under %name%: what is kept, all of it, what is lost, and how much every token keeps.',
  },
  shows: [
    { value: 'all', paints: 'all', label: 'Sizes', title: 'All there is' },
    { value: 'kept', paints: 'kept', label: 'Kept', title: 'What is kept' },
    { value: 'lost', paints: 'lost', label: 'Lost', title: 'Only what is dropped' },
  ],
  words: {
    object: 'decode',
    about: 'sparse decode',
    budget: 'Share of the cells that every method keeps.',
    whole: 'the cells of this toy',
    kept: 'kept',
    lost: 'large',
  },
  // By version of links; what stands here is frozen once it is out.
  usual: {
    1: {
      domain: 'decode',
      kind: 'toy',
      model: 'none',
      text: { kind: 'tale', seed: 7 },
      tokens: 64,
      subject: defaultsOf(params),
      ...NOTHING_MORE,
      method: 'top-k',
      budget: 0.25,
      set: {},
      compare: [],
      view: { ...PLAIN_VIEW, show: 'kept' },
    },
  },
};
