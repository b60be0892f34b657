// What a map can show, as choices for a reader: of a head's attention, of a weight matrix.
import type { Show } from '../core/spec.ts';

export interface ShowOption {
  readonly value: Show;
  readonly label: string;
  readonly title: string;
}

export const HEAD_SHOWS: readonly ShowOption[] = [
  { value: 'attention', label: 'Attention', title: 'The dense attention of the head' },
  { value: 'kept', label: 'Kept & lost', title: 'What the method keeps, and heavy cells it drops' },
  { value: 'lost', label: 'Lost', title: 'Only what is dropped although heavy' },
];

export const MATRIX_SHOWS: readonly ShowOption[] = [
  { value: 'attention', label: 'Weights', title: 'The sizes of all weights' },
  {
    value: 'kept',
    label: 'Kept & lost',
    title: 'What is kept, and large weights that are dropped',
  },
  { value: 'lost', label: 'Lost', title: 'Only what is dropped although large' },
];

/** Of a matrix whose mask says what a fine-tuning would train. */
export const TRAINED_SHOWS: readonly ShowOption[] = [
  { value: 'attention', label: 'Weights', title: 'The sizes of all weights' },
  { value: 'kept', label: 'Trained', title: 'What is trained, and large weights that are frozen' },
  { value: 'lost', label: 'Frozen', title: 'Only what is frozen although large' },
];
