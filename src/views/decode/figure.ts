// Figures of decode, on any page.
import { textName } from '../../core/spec-parts.ts';
import { placeWords } from '../../core/card.ts';
import { card } from '../../domains/decode/card.ts';
import type { DecodeTypes } from '../../domains/decode/types.ts';
import type { FigureView } from '../contract.ts';
import Map from './Map.svelte';
import { methods } from './methods.ts';
import { summaryOf } from './words.ts';

const figure: FigureView<DecodeTypes> = {
  ...{ card, methods, Map },
  rowSteps: false,
  tellsTokens: true,
  shows: () => card.shows,
  place: ({ subject }) => `layer ${subject['layer']}, head ${subject['head']}`,
  subtitle: (spec, { tags }) =>
    [
      ...placeWords(card, spec),
      `text ${textName(spec.text)}`,
      `${tags.selection}, ${tags.training}`,
    ].join(' · '),
  summary: summaryOf,
  files: async () => (await import('./files.ts')).default,
};

export default figure;
