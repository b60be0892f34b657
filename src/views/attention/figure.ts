// Figures of attention heads, on any page.
import { OWN_MODEL } from '../../core/own-tensors.ts';
import { textName } from '../../core/spec-parts.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { card } from '../../domains/attention/card.ts';
import type { AttentionTypes } from '../../domains/attention/types.ts';
import { attention } from '../../methods/catalogue.attention.generated.ts';
import type { FigureView } from '../contract.ts';
import Map from './Map.svelte';
import { attentionSummary } from './summary.ts';

const figure: FigureView<AttentionTypes> = {
  card,
  methods: attention,
  rowSteps: false,
  tellsTokens: true,
  Map,
  shows: () => card.shows,
  place: ({ subject }) => `layer ${subject['layer']}, head ${subject['head']}`,
  subtitle: (spec, { tags }) =>
    [...placeOf(spec), `${tags.selection}, ${tags.training}`].join(' · '),
  summary: (name, { metrics }) => attentionSummary(name, metrics),
  files: async () => (await import('./files.ts')).default,
  own: async (given) => (await import('./own.ts')).default(given),
};

export default figure;

function placeOf({ model, subject, text, tokens }: FigureSpec): string[] {
  if (model === OWN_MODEL) return [`given tensors of ${tokens} tokens`];
  return [`layer ${subject['layer']}`, `head ${subject['head']}`, `text ${textName(text)}`];
}
