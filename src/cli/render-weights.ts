// A figure of a weight matrix. The whole model is pruned block by block, as behind the figure that a page
// shows in the end.
import { paletteOf } from '../core/palette.ts';
import type { ParamRecord } from '../core/params.ts';
import { ExpectedError } from '../core/result.ts';
import { resolveSettings } from '../domains/resolve.ts';
import { marginals, matrixMetrics } from '../domains/weights/metrics.ts';
import { paintPlane, planeOf, scaleOf } from '../domains/weights/paint.ts';
import { pruneModel, type PrunedMatrix, type Pruning } from '../domains/weights/prune.ts';
import { HELD_OUT, splitText } from '../domains/weights/sequences.ts';
import { openWeights } from '../domains/weights/subject.ts';
import { captionOf, weightSvg } from '../figure/export/picture.ts';
import type { WeightShape } from '../methods/weights.ts';
import { loadersOf } from '../methods/load.generated.ts';
import type { Drawn, Look, Scene } from './render-scene.ts';

export async function renderWeights(scene: Scene, { theme, size }: Look): Promise<Drawn> {
  const { spec, entry, model, kernels, version } = scene;
  const load = loadersOf.weights[spec.method];
  if (!load) throw new ExpectedError('method', `there is no method “${spec.method}”`);
  const method = (await load()).default;
  const begin = model.tokenizer.encode('').ids[0] ?? null;
  const ids = model.tokenizer.encode(scene.text).ids;
  if (ids.length < 2) {
    throw new ExpectedError('text', 'calibration needs a text of at least two tokens');
  }
  const text = splitText(Uint32Array.from(ids), begin, spec.tokens, HELD_OUT);
  const paramsFor = (shape: WeightShape): ParamRecord => {
    const params = resolveSettings(method, shape, spec.budget, spec.set);
    if (!params.ok) throw new ExpectedError(params.field, params.message);
    return params.value;
  };
  const pruning = await pruneModel(openWeights(model.llama), text, { method, paramsFor });
  const found = matrixAt(pruning, scene);
  const { weight, selection, outputError, inputs } = found;
  const { mask, contest } = selection;
  const edges = marginals(mask);
  const reads = method.calibrates.select || method.calibrates.plan;
  const source = {
    ...{ spec, entry, version },
    stages: spec.view.stage === null ? [] : selection.trace(spec.view.query ?? undefined),
    reply: {
      rows: weight.rows,
      cols: weight.cols,
      params: paramsFor(found),
      metrics: matrixMetrics(selection, outputError),
      rowDensity: edges.rows,
      colDensity: edges.cols,
      scale: scaleOf(weight),
      group: contest.among === 'group' && !contest.order ? contest.size : null,
      effect: method.effect,
      exact: true,
      calibration: reads ? (inputs?.tokens ?? 0) : 0,
    },
  };
  const codes = planeOf(weight, mask, spec.view.show, scaleOf(weight));
  const palette = paletteOf(theme);
  const svg = await weightSvg(
    source,
    theme,
    (view) => Promise.resolve(paintPlane(codes, weight.rows, weight.cols, view, palette, kernels)),
    { size },
  );
  pruning.release();
  const { params, metrics } = source.reply;
  const numbers = { params, metrics, warnings: selection.warnings ?? [], kernels: kernels.tier };
  return { svg: svg ?? '', summary: captionOf(source)[0], numbers }; // nothing overtakes the painting here
}

function matrixAt({ matrices }: Pruning, { spec, model }: Scene): PrunedMatrix {
  const { layer, matrix } = spec.subject;
  const found = matrices.find((each) => each.layer === layer && each.name === matrix);
  if (found) return found;
  throw new ExpectedError(
    'subject',
    `there is no layer ${layer}: the model has layers 0 to ${model.llama.config.layers - 1}`,
  );
}
