// The weights domain: one weight matrix of a model, and which of its weights a method keeps.
import { ExpectedError } from '../../core/result.ts';
import { rowOf } from '../../core/tensor.ts';
import { loadersOf } from '../../methods/load.generated.ts';
import { defineDomain } from '../contract.ts';
import { weightsOf } from './calibrated.ts';
import { card } from './card.ts';
import { goOn } from './continue.ts';
import { finding } from './find.ts';
import { openSnapshot } from './held.ts';
import { marginals } from './metrics.ts';
import { openMatrix, placeOf } from './open.ts';
import { files } from './own.ts';
import { paintPlane, planeOf, scaleOf } from './paint.ts';
import { prune, sitesOf } from './pruned.ts';
import { ranksOf } from './ranks.ts';
import type { WeightTypes } from './types.ts';
import { costAt, sweepCost } from './whole-model.ts';

export default defineDomain<WeightTypes>({
  card,
  methods: loadersOf.weights,

  open: openMatrix,
  ...finding,
  // Near enough for sparsities that are told to a tenth of a percent: a single try is dear.
  enough: 0.0005,
  bytesOf: ({ subject: { pruned }, report: { after } }) => (pruned ? 4 : 8) * after.length,

  reply({ subject: { matrix }, selection: { mask, contest }, setting: { method } }) {
    const { weight, inputs } = matrix;
    const edges = marginals(mask);
    const reads = method.calibrates.select || method.calibrates.plan;
    return {
      rows: weight.rows,
      cols: weight.cols,
      rowDensity: edges.rows,
      colDensity: edges.cols,
      scale: scaleOf(weight),
      contest: contest.among,
      group: contest.among === 'group' && !contest.order ? contest.size : null,
      effect: method.effect,
      calibration: reads ? (inputs?.tokens ?? 0) : 0,
    };
  },

  async painter({ found, desk }, paints) {
    const { key, subject, selection } = await found();
    const { weight } = subject.matrix;
    const { rows, cols } = weight;
    const codes =
      desk.peek<Float32Array>('codes', `${key} ${paints}`) ??
      desk.put(
        'codes',
        `${key} ${paints}`,
        planeOf(weight, selection.mask, paints, scaleOf(weight)),
        4 * weight.data.length,
      );
    return {
      ...{ rows, cols },
      paint: (view, palette) => paintPlane(codes, rows, cols, view, palette, desk.kernels),
    };
  },

  async row({ found }, row) {
    const { subject, selection, report } = await found();
    const { weight, inputs } = subject.matrix;
    const { rows, cols } = weight;
    if (!(Number.isInteger(row) && row >= 0 && row < rows)) {
      throw new ExpectedError('query', `the output must be from 0 to ${rows - 1}, got ${row}`);
    }
    const scores = selection.scores?.() ?? null;
    return {
      values: rowOf(weight, row).slice(),
      pruned: report.after.slice(row * cols, (row + 1) * cols),
      norms: inputs?.l2.slice() ?? null,
      scores: scores && rowOf(scores, row).slice(),
      ...ranksOf(scores, row, selection.contest),
    };
  },

  overview: {
    places: async (site, desk) =>
      weightsOf(desk.model(site.model), desk).matrices.map(({ layer, name: matrix }) => ({
        ...{ layer, matrix },
      })),
    async painter(site, place, desk) {
      const { layer, matrix } = placeOf({ subject: place });
      const { matrices } = weightsOf(desk.model(site.model), desk);
      const { weight } = matrices.find((each) => each.layer === layer && each.name === matrix)!;
      const { rows, cols } = weight;
      const codes = planeOf(weight, null, 'all', scaleOf(weight));
      return {
        ...{ rows, cols },
        paint: (view, palette) => paintPlane(codes, rows, cols, view, palette, desk.kernels),
      };
    },
    /** Prunes the whole model block by block. */
    async survey(asked, setting, desk, each) {
      const pruning = await prune(asked, setting, desk, (done, blocks) =>
        desk.progress(done, blocks, 'pruning'),
      );
      for (const site of sitesOf(pruning)) each(site);
    },
  },

  async settle(asked, setting, desk) {
    await prune(asked, setting, desk);
  },

  cost: { sweep: sweepCost, at: costAt },

  snapshot: { open: openSnapshot },
  files,
  runs: { continue: { start: goOn } },
});
