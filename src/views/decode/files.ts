// Files of a figure of decode.
import { placeWords } from '../../core/card.ts';
import { plainColours } from '../../core/palette.ts';
import { card } from '../../domains/decode/card.ts';
import type { Types } from '../../domains/decode/types.ts';
import { captionWith, pictureSvg } from '../../figure/export/picture.ts';
import { stepOf } from '../../figure/export/step.ts';
import { full } from '../../figure/map/full.ts';
import { defineFiles, type FileSource } from '../files.ts';
import { summaryOf } from './words.ts';

export default defineFiles<Types>({
  svg(source, theme, ...drawing) {
    const { spec, entry, reply } = source;
    const { query, zoom } = spec.view;
    return pictureSvg(
      {
        title: entry.name,
        subtitle: placeWords(card, spec).join(' · '),
        caption: captionOf(source),
        geometry: full(reply.rows, reply.cols),
        zoom,
        across: 'unit',
        down: 'token',
        legend: () => ({
          name: 'size, square root',
          ramp: spec.view.show === 'lost' ? 'warning' : 'sequential',
          low: '0',
          high: 'largest',
          items: [{ fill: plainColours(theme).light, label: 'dropped' }],
        }),
        step: stepOf(source),
        pinned: query === null ? null : { row: query, name: `token ${query}` },
      },
      theme,
      ...drawing,
    );
  },
  caption: captionOf,
  portrait: ({ rowMass, metrics: { sparsity, mass } }) => ({
    ...{ kept: rowMass, rest: 'lost' },
    measured: { sparsity, mass },
  }),
});

/** What it shows and keeps; how to make it again. */
function captionOf(source: FileSource<Types>): readonly [string, string] {
  const { spec, entry, version, reply } = source;
  const keeps = summaryOf(entry.name, reply.metrics);
  const knob = spec.budget === null ? 'default settings' : `budget ${spec.budget}`;
  return [
    captionWith(stepOf(source), keeps),
    `${entry.name} on ${placeWords(card, spec).join(', ')}, ${knob}. Made with Sparsity Atlas ${version}.`,
  ];
}
