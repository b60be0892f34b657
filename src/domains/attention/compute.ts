// The attention domain: one query head on a text, and which of its causal pairs a method keeps.
import { toRuns } from '../../core/mask/ops.ts';
import { ExpectedError } from '../../core/result.ts';
import { loadersOf } from '../../methods/load.generated.ts';
import { defineDomain } from '../contract.ts';
import { card } from './card.ts';
import { finding } from './find.ts';
import { holdOwn, letGoOwn, openSnapshot } from './held.ts';
import { mapOf, openHead } from './open.ts';
import { files } from './own.ts';
import { headPlaces, headThumb, surveyHeads } from './overview.ts';
import { trainGate } from './train-gate.ts';
import type { AttentionTypes } from './types.ts';
import { costAt, sweepCost } from './whole-model.ts';

export default defineDomain<AttentionTypes>({
  card,
  methods: loadersOf.attention,

  open: openHead,
  ...finding,
  bytesOf({ selection, subject }) {
    const { runs, rowStart } = toRuns(selection.mask);
    return runs.byteLength + rowStart.byteLength + 8 * subject.head.n;
  },

  reply: ({ report: { rowRecall, rowError } }) => ({
    rowRecall: rowRecall.slice(),
    rowError: rowError.slice(),
  }),

  async painter(work, paints) {
    const { desk } = work;
    const found = paints === 'all' ? null : await work.found();
    const subject = found?.subject ?? (await work.subject());
    const key = `${found?.key ?? subject.key} ${paints}`;
    const { n } = subject.head;
    const plane =
      desk.peek<ReturnType<typeof desk.kernels.paintPlane>>('plane', key) ??
      desk.put(
        'plane',
        key,
        desk.kernels.paintPlane(
          await mapOf(subject, desk),
          n,
          found?.selection.mask ?? null,
          paints,
        ),
        2 * n * n,
        (made) => made.release(),
      );
    return {
      ...{ rows: n, cols: n },
      paint: (view, palette) => desk.kernels.paint(plane, view, palette),
    };
  },

  async row(work, query) {
    const { head } = await work.subject();
    if (!(Number.isInteger(query) && query >= 0 && query < head.n)) {
      throw new ExpectedError('query', `the query must be from 0 to ${head.n - 1}, got ${query}`);
    }
    const scale = 1 / Math.sqrt(head.d);
    const { kernels } = work.desk;
    const weights = kernels.attentionRows(head.q, head.k, scale, query, query + 1);
    return { weights: weights.slice(0, query + 1) };
  },

  overview: {
    places: headPlaces,
    painter: headThumb,
    survey: (asked, setting, desk, each) =>
      surveyHeads(asked, desk, each, async (subject) => {
        const selection = await finding.select(subject, setting, desk);
        await desk.checkpoint();
        return finding.measure(subject, selection, setting, desk);
      }),
  },

  cost: { sweep: sweepCost, at: costAt },

  snapshot: { open: openSnapshot },
  own: { hold: holdOwn, letGo: letGoOwn },
  files,
  runs: { 'train-gate': { start: trainGate } },
});
