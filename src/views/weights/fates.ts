// What becomes of a weight that the mask keeps, and of one that it does not, in words: pruning drops
// weights, fine-tuning with a mask leaves the rest frozen.

export interface Fates {
  /** "output 12 keeps 96 of 192 weights". */
  readonly keeps: string;
  readonly kept: string;
  readonly dropped: string;
}

export const FATES: Readonly<Record<'prune' | 'train', Fates>> = {
  prune: { keeps: 'keeps', kept: 'kept', dropped: 'dropped' },
  train: { keeps: 'trains', kept: 'trained', dropped: 'frozen' },
};
