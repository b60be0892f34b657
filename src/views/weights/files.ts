// Files of a figure of a weight matrix.
import { paintsOf } from '../../core/card.ts';
import { OWN_MODEL } from '../../core/own-tensors.ts';
import { plainColours } from '../../core/palette.ts';
import { card } from '../../domains/weights/card.ts';
import type { WeightTypes } from '../../domains/weights/types.ts';
import { originOf, placeParts, textPhrase } from '../../figure/export/caption.ts';
import type { Legend, LegendItem } from '../../figure/export/legend.ts';
import { captionWith, pictureSvg } from '../../figure/export/picture.ts';
import { stepOf } from '../../figure/export/step.ts';
import { plain } from '../../figure/format.ts';
import { full } from '../../figure/map/full.ts';
import type { View } from '../../figure/map/geometry.ts';
import type { Theme } from '../../figure/types.ts';
import { defineFiles, type FileReply, type FileSource } from '../files.ts';
import { FATES } from './fates.ts';
import { subtitleOf } from './place.ts';
import { weightSummary } from './summary.ts';

type Source = FileSource<WeightTypes>;

export default defineFiles<WeightTypes>({
  svg(source, theme, ...drawing) {
    const { spec, entry, reply } = source;
    const { rows, cols, rowDensity, colDensity, group } = reply;
    const { query, zoom } = spec.view;
    return pictureSvg(
      {
        title: entry.name,
        subtitle: subtitleOf(spec, reply),
        caption: captionOf(source),
        geometry: full(rows, cols),
        zoom,
        across: 'input feature',
        down: 'output feature',
        legend: (scheme, view) => legendOf(spec.view.show, reply, scheme, view),
        edges: { rows: rowDensity, cols: colDensity },
        group,
        step: stepOf(source),
        pinned: query === null ? null : { row: query, name: `output ${query}` },
      },
      theme,
      ...drawing,
    );
  },
  caption: captionOf,
  portrait: ({ colDensity, metrics: { sparsity, outputError } }) => ({
    ...{ kept: colDensity, rest: 'dropped' },
    measured: { sparsity, ...(outputError !== null && { outputError }) },
  }),
});

/** What it shows and keeps; how to make it again. */
function captionOf(source: Source): readonly [string, string] {
  const { spec, entry, version, reply } = source;
  const { metrics, params, effect } = reply;
  const place = placeParts(card, spec);
  const words = { reading: readingOf(source), besides: blindness(source) };
  return [
    captionWith(stepOf(source), weightSummary(entry.name, metrics, effect)),
    originOf({ spec, entry, params, version, place, ...words }),
  ];
}

function readingOf({ spec, reply: { calibration, exact } }: Source): string {
  if (spec.model === OWN_MODEL || calibration === 0) return '';
  const how = exact ? 'block by block' : 'on the dense model';
  return `calibrated ${how} with ${calibration} tokens of ${textPhrase(spec)}`;
}

/** A sentence for what chose without reading; what it does to outputs may be measured all the same. */
function blindness({ spec, reply: { calibration, effect, metrics } }: Source): string {
  if (calibration > 0) return '';
  const measured = effect === 'prune' && metrics.outputError !== null && spec.model !== OWN_MODEL;
  const how = `; how far outputs move was measured on held-out tokens of ${textPhrase(spec)}`;
  return ` It reads no text${measured ? how : ''}.`;
}

function legendOf(
  show: string,
  { effect, scale }: FileReply<WeightTypes>,
  theme: Theme,
  view: View,
): Legend {
  const { kept: stays, dropped } = FATES[effect];
  const { light, kept } = plainColours(theme);
  const large = 'at least the mean size of its row';
  const paints = paintsOf(card, show);
  const what = { all: 'size of the weight', kept: `size, ${stays}`, lost: `size, ${dropped}` };
  const items: Record<typeof paints, readonly LegendItem[]> = {
    all: [],
    kept: [
      { fill: { ramp: 'warning' }, label: `${dropped} although large: ${large}` },
      { fill: light, label: `${dropped}, small` },
    ],
    lost: [
      { fill: kept, label: stays },
      { fill: light, label: `${dropped}, small` },
      { fill: null, label: `large: ${large}` },
    ],
  };
  const edges = {
    fill: theme === 'light' ? '#70747e' : '#969ba8',
    label: `along the edges: share ${stays} of each output and input`,
  };
  const pooled = view.side > 1120 || view.tall > 1120;
  return {
    name: `${what[paints]}, log scale`,
    ramp: paints === 'lost' ? 'warning' : 'sequential',
    low: plain(scale.low),
    high: plain(scale.high),
    items: [
      ...items[paints],
      edges,
      ...(pooled ? [{ fill: null, label: 'each pixel shows the largest of its weights' }] : []),
    ],
  };
}
