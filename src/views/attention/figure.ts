// Figures of attention heads, on any page.
import { card } from '../../domains/attention/card.ts';
import type { AttentionTypes } from '../../domains/attention/types.ts';
import type { FigureView } from '../contract.ts';
import Map from './Map.svelte';
import { methods } from './methods.ts';
import { subtitleOf } from './place.ts';
import { attentionSummary } from './summary.ts';

const figure: FigureView<AttentionTypes> = {
  card,
  methods,
  rowSteps: false,
  tellsTokens: true,
  Map,
  shows: () => card.shows,
  place: ({ subject }) => `layer ${subject['layer']}, head ${subject['head']}`,
  subtitle: subtitleOf,
  summary: (name, { metrics }) => attentionSummary(name, metrics),
  files: async () => (await import('./files.ts')).default,
  own: async (given) => (await import('./own.ts')).default(given),
};

export default figure;
