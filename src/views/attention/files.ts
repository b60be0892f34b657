// Files of a figure of attention.
import { plainColours } from '../../core/palette.ts';
import { OWN_MODEL } from '../../core/own-tensors.ts';
import { card } from '../../domains/attention/card.ts';
import type { AttentionTypes } from '../../domains/attention/types.ts';
import { originOf, placeParts, textPhrase } from '../../figure/export/caption.ts';
import type { Legend } from '../../figure/export/legend.ts';
import { captionWith, pictureSvg } from '../../figure/export/picture.ts';
import { stepOf } from '../../figure/export/step.ts';
import { LOG_ENDS } from '../../figure/log-scale.ts';
import { causal } from '../../figure/map/causal.ts';
import type { Theme } from '../../figure/types.ts';
import { defineFiles, type FileSource } from '../files.ts';
import { subtitleOf } from './place.ts';
import { attentionSummary } from './summary.ts';

export default defineFiles<AttentionTypes>({
  svg(source, theme, ...drawing) {
    const { spec, entry, reply } = source;
    const { query, zoom, show } = spec.view;
    return pictureSvg(
      {
        title: entry.name,
        subtitle: subtitleOf(spec, entry),
        caption: captionOf(source),
        geometry: causal(reply.rowRecall.length),
        zoom,
        across: 'key position',
        down: 'query position',
        legend: () => legendOf(show, theme),
        step: stepOf(source),
        pinned: query === null ? null : { row: query, name: `query ${query}` },
      },
      theme,
      ...drawing,
    );
  },
  caption: captionOf,
  portrait: ({ rowRecall, metrics: { sparsity, recall, outputError } }) => ({
    ...{ kept: rowRecall, rest: 'lost' },
    measured: { sparsity, recall, outputError },
  }),
});

/** What it shows and keeps; how to make it again. */
function captionOf(source: FileSource<AttentionTypes>): readonly [string, string] {
  const { spec, entry, version, reply } = source;
  const { metrics, params, rowRecall } = reply;
  const place = placeParts(card, spec);
  const reading =
    spec.model === OWN_MODEL ? '' : `${rowRecall.length} tokens of ${textPhrase(spec)}`;
  return [
    captionWith(stepOf(source), attentionSummary(entry.name, metrics)),
    originOf({ spec, entry, params, version, place, reading }),
  ];
}

function legendOf(show: string, theme: Theme): Legend {
  const { light, kept } = plainColours(theme);
  const heavy = { fill: null, label: 'heavy: at least an even share of its row' };
  const dropped = { fill: light, label: 'dropped, light' };
  const what = show === 'kept' ? 'attention kept' : show === 'lost' ? 'attention dropped' : show;
  return {
    name: `${what}, log scale`,
    ramp: show === 'lost' ? 'warning' : 'sequential',
    ...LOG_ENDS,
    items:
      show === 'kept'
        ? [{ fill: { ramp: 'warning' }, label: 'dropped although heavy' }, dropped, heavy]
        : show === 'lost'
          ? [{ fill: kept, label: 'kept' }, dropped, heavy]
          : [],
  };
}
