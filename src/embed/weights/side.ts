// Figures of weight matrices on other pages.
import type { WeightFigureReply } from '../../../workers/weights-api.ts';
import { readsText, subtitleOf } from '../../figure/export/subtitle.ts';
import { MATRIX_SHOWS } from '../../figure/map/words/weights-shows.ts';
import { weightSummary } from '../../figure/summary.ts';
import type { Side } from '../side.ts';
import { entriesOf } from '../tables.ts';
import { VERSION } from '../version.ts';
import MatrixMap from './MatrixMap.svelte';
import { methods } from './methods.ts';

export const side: Side<WeightFigureReply> = {
  Map: MatrixMap,
  shows: MATRIX_SHOWS,
  methods: entriesOf(methods),
  ask: (client, spec, call) => client.weights.figure(spec, spec.view.query, call),
  pieces: () => Promise.resolve([]),
  paint: (client, ...view) => client.weights.paint(...view),
  where: (spec, entry, reply) =>
    subtitleOf(
      { spec, entry },
      reply ? `${reply.rows} × ${reply.cols}` : undefined,
      !reply || readsText(reply),
    ),
  caption: ({ name }, { metrics, effect }) => weightSummary(name, metrics, effect),
  async svg({ spec, entry, drawn }, theme, paint) {
    const { weightSvg } = await import('../../figure/export/picture.ts');
    const { reply, stages } = drawn;
    return weightSvg({ spec, entry, reply, stages, version: VERSION }, theme, paint);
  },
};
