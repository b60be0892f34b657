// The decode domain: a text written token by token, and what a method keeps of the cache.
import type { ParamRecord } from '../../core/params.ts';
import { ExpectedError } from '../../core/result.ts';
import { scaleOf } from '../../model/heads.ts';
import { missingPart } from '../../core/snapshot-part.ts';
import type { PaintPlane } from '../../kernels/contract.ts';
import { loadersOf } from '../../methods/load.generated.ts';
import { defineDomain, type Asked, type Desk, type Setting, type Site } from '../contract.ts';
import { card } from './card.ts';
import { costAt, surveyOf, sweepCost } from './cost.ts';
import { looks } from './looks.ts';
import { measureCache, seenBy } from './measure.ts';
import { openCache } from './open.ts';
import { fullRun, ranOn } from './ran.ts';
import type { Film } from './film.ts';
import { heldFilms, openFilm } from './held.ts';
import { planeOf, sizesOf, timeline } from './paint.ts';
import { imported, measureTrace, rowsOf, selectTrace, tracePainter } from './trace/compute.ts';
import { holdTrace, letGoTrace } from './trace/held.ts';
import type { DecodeTypes } from './types.ts';

export default defineDomain<DecodeTypes>({
  card,
  methods: loadersOf.decode,

  open: openCache,
  shapeOf: (subject) => subject,

  async select(subject, setting, desk, asked) {
    if (subject.trace) return selectTrace(subject.trace, subject);
    const film = filmOf(asked, setting, desk);
    if (film) {
      const { cache, head, metrics, misses, captions } = film;
      return {
        ...{ mask: cache.read, cache, head, known: { metrics, misses } },
        warnings: subject.warnings,
        trace: () => captions.map((each) => ({ ...each, drawables: [] })),
      };
    }
    const ran = await ranOn(subject, setting, desk, asked.sweep !== true);
    const { layer, head } = subject;
    const cache = ran.caches[layer]![head]!;
    return {
      ...{ mask: cache.read, cache, head: ran.heads[layer]![head]!, ran },
      warnings: [...subject.warnings, ...(ran.run.warnings ?? [])],
      trace: (row) => ran.run.trace?.(layer, head, row ?? null) ?? [],
    };
  },
  measure: (subject, selection, _setting, desk) =>
    Promise.resolve(
      subject.trace
        ? measureTrace(subject.trace, subject, selection.cache)
        : measureCache(subject, selection, desk.kernels),
    ),
  sparsityOf: ({ mask }, subject) => 1 - mask.count() / seenBy(subject),
  whyMissed: (_miss, { selection }) =>
    selection.cache.whole ? 'the method reads everything in this layer, on purpose' : null,
  bytesOf: ({ subject: { n, prompt } }) => 8 * n + ((n - prompt) * n) / 8,

  reply: ({ subject: { n, trace }, setting, selection, report }) => ({
    ...{ rows: selection.mask.rows, cols: n },
    // A trace is read in full where something of it leaves, as far as anybody can tell.
    family: trace && !selection.cache.leaves ? 'reader' : setting.method.family,
    rowRecall: report.rowRecall.slice(),
    misses: report.misses,
    leaves: selection.cache.leaves?.slice() ?? new Int32Array(n).fill(n),
    whole: selection.cache.whole === true,
    ...(trace && !trace.attention && { blind: true }),
  }),

  async painter(work, paints) {
    const { key, subject, selection } = await work.found();
    const { cache, head } = selection;
    const { desk } = work;
    if (subject.trace) return tracePainter(subject.trace, subject, paints, cache, desk);
    const shown = paints === 'all' ? null : cache;
    const name = `${key} ${paints}`;
    const plane =
      desk.peek<PaintPlane>('plane', name) ??
      desk.put(
        'plane',
        name,
        planeOf(head, shown, paints, desk.kernels),
        2 * subject.n ** 2,
        (made) => made.release(),
      );
    return timeline(plane, subject.prompt, shown, desk.kernels);
  },

  async row(work, row) {
    const { subject, selection } = await work.found();
    const { rows } = selection.mask;
    if (!(Number.isInteger(row) && row >= 0 && row < rows)) {
      throw new ExpectedError('query', `the step must be from 0 to ${rows - 1}, got ${row}`);
    }
    const { head } = selection;
    const { n, prompt, trace } = subject;
    const at = prompt + row;
    if (trace) {
      return {
        weights: rowsOf(trace, subject)?.slice(row * n, row * n + at + 1) ?? new Float32Array(0),
      };
    }
    const weights = work.desk.kernels.attentionRows(head.q, head.k, scaleOf(head), at, at + 1);
    return { weights: weights.slice(0, at + 1) };
  },

  overview: {
    async places(site, desk) {
      const { layers, heads } = await openCache(askedAt(site), desk);
      return Array.from({ length: layers * heads }, (_, i) => ({
        ...site.subject,
        layer: Math.floor(i / heads),
        head: i % heads,
      }));
    },
    async painter(site, place, desk) {
      const subject = await openCache(askedAt(site, place), desk);
      const { trace, layer, head: at } = subject;
      if (trace) return tracePainter(trace, subject, 'kept', trace.caches[layer]![at]!, desk);
      const { heads } = await fullRun(subject, desk);
      const head = heads[subject.layer]![subject.head]!;
      const { prompt } = subject;
      return {
        ...sizesOf(head.n, prompt),
        paint(view, palette) {
          const plane = planeOf(head, null, 'all', desk.kernels);
          const words = timeline(plane, prompt, null, desk.kernels).paint(view, palette);
          plane.release();
          return words;
        },
      };
    },
    async survey(asked, setting, desk, each) {
      const subject = await openCache(asked, desk);
      surveyOf(await ranOn(subject, setting, desk, true), subject, desk, each);
    },
  },

  snapshot: { open: openFilm },
  own: { hold: holdTrace, letGo: letGoTrace },
  imported,
  texts: {
    usage: [
      'Decode: with --text. --at prompt=256 says where writing begins; --out is an eviction trace,',
      '.npz or .json (docs/traces.md); --with attention adds the attention of all steps.',
    ],
    endings: ['.npz', '.json'],
    extras: ['attention'],
    run: async (...given) => (await import('./trace/run.ts')).runOnText(...given),
  },
  cost: { sweep: sweepCost, at: costAt },
  runs: {
    ...looks,
    ask: { start: async (...asked) => (await import('./questions.ts')).ask(...asked) },
    write: { start: async (...asked) => (await import('./write.ts')).write(...asked) },
    'look-ahead': {
      start: async (...asked) => (await import('./look-ahead.ts')).lookAhead(...asked),
    },
  },
});

/** A place of the site, whatever the method. */
function askedAt(site: Site, place: ParamRecord = {}): Asked {
  const subject = { ...site.subject, ...place };
  return { ...site, subject, method: '', budget: null, set: {} };
}

/** What a build has kept of this very setting; null where the model is there, or has to tell. */
function filmOf(asked: Asked, setting: Setting<DecodeTypes>, desk: Desk): Film | null {
  const films = heldFilms(desk);
  const site = desk.hasModel(asked.model) ? undefined : films.site(asked);
  if (!site) return null;
  const film = films.film(site, setting.method.id, setting.paramsFor(site.place));
  if (film) return film;
  throw missingPart('model');
}
