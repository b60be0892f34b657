// Figures of weight matrices, on any page.
import { card } from '../../domains/weights/card.ts';
import type { WeightTypes } from '../../domains/weights/types.ts';
import type { FigureView } from '../contract.ts';
import Map from './Map.svelte';
import { methods } from './methods.ts';
import { nameOf, placeOf } from './names.ts';
import { subtitleOf } from './place.ts';
import { weightSummary } from './summary.ts';

/** Of a matrix whose mask says what a fine-tuning would train. */
const TRAINED = card.shows.map((show) => {
  if (show.paints === 'all') return show;
  return show.paints === 'kept'
    ? { ...show, label: 'Trained', title: 'What is trained, and large weights that are frozen' }
    : { ...show, label: 'Frozen', title: 'Only what is frozen although large' };
});

const figure: FigureView<WeightTypes> = {
  card,
  methods,
  rowSteps: true,
  tellsTokens: false,
  Map,
  shows: (reply) => (reply?.effect === 'train' ? TRAINED : card.shows),
  place(spec) {
    const { layer, matrix } = placeOf(spec);
    return `layer ${layer}, ${nameOf(matrix)}`;
  },
  subtitle: (spec, _, reply) => subtitleOf(spec, reply),
  summary: (name, { metrics, effect }) => weightSummary(name, metrics, effect),
  files: async () => (await import('./files.ts')).default,
};

export default figure;
