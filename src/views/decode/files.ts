// Files of a figure of decode.
import { plainColours } from '../../core/palette.ts';
import { card } from '../../domains/decode/card.ts';
import type { DecodeTypes } from '../../domains/decode/types.ts';
import { originOf, placeParts, textPhrase } from '../../figure/export/caption.ts';
import type { Legend } from '../../figure/export/legend.ts';
import { captionWith, pictureSvg } from '../../figure/export/picture.ts';
import { stepOf } from '../../figure/export/step.ts';
import { LOG_ENDS } from '../../figure/log-scale.ts';
import { causal } from '../../figure/map/causal.ts';
import type { Theme } from '../../figure/types.ts';
import { defineFiles, type FileSource } from '../files.ts';
import { ASPECT, GONE, MISSED, summaryOf } from './words.ts';

export default defineFiles<DecodeTypes>({
  svg(source, theme, ...drawing) {
    const { spec, entry, reply } = source;
    const { query, zoom, show } = spec.view;
    const { rows, cols } = reply;
    return pictureSvg(
      {
        title: entry.name,
        subtitle: placeParts(card, spec).join(' · '),
        caption: captionOf(source),
        geometry: causal(rows, cols, { aspect: ASPECT }),
        zoom,
        across: 'cache position',
        down: 'step',
        legend: () => legendFor(show, theme),
        step: stepOf(source),
        pinned: query === null ? null : { row: query, name: `step ${cols - rows + query}` },
      },
      theme,
      ...drawing,
    );
  },
  caption: captionOf,
  portrait: ({ rowRecall, metrics: { sparsity, recall, deltaNats } }) => ({
    ...{ kept: rowRecall, rest: 'lost' },
    measured: { sparsity, recall, deltaNats },
  }),
});

/** What it shows and keeps; how to make it again. */
function captionOf(source: FileSource<DecodeTypes>): readonly [string, string] {
  const { spec, entry, version, reply } = source;
  const place = placeParts(card, spec);
  const reading = `${reply.cols} tokens of ${textPhrase(spec)}`;
  return [
    captionWith(stepOf(source), summaryOf(entry.name, reply)),
    originOf({ spec, entry, params: reply.params, version, place, reading }),
  ];
}

function legendFor(show: string, theme: Theme): Legend {
  const { light, kept, gone } = plainColours(theme);
  const wanted = { fill: null, label: 'wanted: at least an even share of its step' };
  const unread = { fill: light, label: 'stored, not read' };
  const left = { fill: gone, label: `${GONE} (hatched)` };
  return {
    name: `${show === 'kept' ? 'attention read' : show === 'lost' ? MISSED : 'attention wanted'}, log scale`,
    ramp: show === 'lost' ? 'warning' : 'sequential',
    ...LOG_ENDS,
    items:
      show === 'kept'
        ? [{ fill: { ramp: 'warning' }, label: MISSED }, unread, left, wanted]
        : show === 'lost'
          ? [{ fill: kept, label: 'read' }, unread, left, wanted]
          : [],
  };
}
