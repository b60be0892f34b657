// Figures of weight matrices, on any page.
import { OWN_MODEL } from '../../core/own-tensors.ts';
import { textName } from '../../core/spec-parts.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { card } from '../../domains/weights/card.ts';
import type { MatrixFigure, WeightTypes } from '../../domains/weights/types.ts';
import { weights } from '../../methods/catalogue.weights.generated.ts';
import type { FigureView } from '../contract.ts';
import Map from './Map.svelte';
import { nameOf, placeOf } from './names.ts';
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
  methods: weights,
  rowSteps: true,
  tellsTokens: false,
  Map,
  shows: (reply) => (reply?.effect === 'train' ? TRAINED : card.shows),
  place(spec) {
    const { layer, matrix } = placeOf(spec);
    return `layer ${layer}, ${nameOf(matrix)}`;
  },
  subtitle: (spec, _, reply) =>
    [
      ...where(spec),
      ...(reply ? [`${reply.rows} × ${reply.cols}`] : []),
      ...(spec.model !== OWN_MODEL && (!reply || readsText(reply))
        ? [`text ${textName(spec.text)}`]
        : []),
    ].join(' · '),
  summary: (name, { metrics, effect }) => weightSummary(name, metrics, effect),
  files: async () => (await import('./files.ts')).default,
};

export default figure;

/** What chooses by lot and removes nothing has nothing to do with a text. */
function readsText({ effect, calibration }: Pick<MatrixFigure, 'effect' | 'calibration'>): boolean {
  return effect === 'prune' || calibration > 0;
}

function where(spec: FigureSpec): string[] {
  if (spec.model === OWN_MODEL) return [`given tensors of ${spec.tokens} tokens`];
  const { layer, matrix } = placeOf(spec);
  return [`layer ${layer}`, nameOf(matrix)];
}
