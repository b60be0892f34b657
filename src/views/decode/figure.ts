// Figures of decode, on any page.
import { placeWords } from '../../core/card.ts';
import { card } from '../../domains/decode/card.ts';
import type { Types } from '../../domains/decode/types.ts';
import type { FigureView } from '../contract.ts';
import Map from './Map.svelte';
import { methods } from './methods.ts';
import { summaryOf } from './words.ts';

const figure: FigureView<Types> = {
  ...{ card, methods, Map },
  rowSteps: false,
  tellsTokens: false,
  shows: () => card.shows,
  place: (spec) => placeWords(card, spec).join(', '),
  subtitle: (spec, { tags }) =>
    [...placeWords(card, spec), `${tags.selection}, ${tags.training}`].join(' · '),
  summary: (name, { metrics }) => summaryOf(name, metrics),
  files: async () => (await import('./files.ts')).default,
};

export default figure;
