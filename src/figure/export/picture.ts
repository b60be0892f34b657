// From a computed figure to its SVG, the same in a page and without one: only the painting differs.
import type { FigureReply } from '../../../workers/api.ts';
import type { WeightFigureReply } from '../../../workers/weights-api.ts';
import { aspectOf, viewOfZoom as matrixViewOf } from '../matrix/view.ts';
import { viewOfZoom } from '../map/view.ts';
import type { Theme } from '../types.ts';
import { attentionSummary, weightSummary } from '../summary.ts';
import { originOf, subtitleOf, type Origin } from './caption.ts';
import { drawMap, type PaintWords } from './map.ts';
import { matrixSvg } from './matrix.ts';
import { figureSvg, rangeOf } from './svg.ts';

/** What a figure is made of besides its pixels. */
export type AttentionSource = Pick<Origin, 'spec' | 'entry' | 'version'> & {
  /** Tokens. */
  readonly n: number;
  readonly reply: Pick<FigureReply, 'metrics' | 'params'>;
};

export type WeightSource = Pick<Origin, 'spec' | 'entry' | 'version'> & {
  readonly reply: Pick<
    WeightFigureReply,
    | 'rows'
    | 'cols'
    | 'params'
    | 'metrics'
    | 'rowDensity'
    | 'colDensity'
    | 'scale'
    | 'group'
    | 'effect'
    | 'exact'
    | 'calibration'
  >;
};

/** Null where painting was overtaken. `least`: see `drawMap`. */
export async function attentionSvg(
  source: AttentionSource,
  theme: Theme,
  paint: PaintWords,
  least?: number,
): Promise<string | null> {
  const { spec, entry, n } = source;
  const view = viewOfZoom(spec.view.zoom, n);
  const map = await drawMap(rangeOf(view), paint, least);
  return (
    map &&
    figureSvg({
      title: entry.name,
      subtitle: subtitleOf(source),
      caption: captionOf(source),
      ...{ view, n, map, theme, show: spec.view.show },
    })
  );
}

/** The same of weights. */
export async function weightSvg(
  source: WeightSource,
  theme: Theme,
  paint: PaintWords,
  least?: number,
): Promise<string | null> {
  const { spec, entry, reply } = source;
  const { rows, cols, rowDensity, colDensity, scale, group, effect } = reply;
  const shape = { rows, cols, aspect: aspectOf(rows, cols) };
  const view = matrixViewOf(spec.view.zoom, shape);
  const map = await drawMap(view, paint, least);
  return (
    map &&
    matrixSvg({
      title: entry.name,
      subtitle: subtitleOf(source, `${rows} × ${cols}`),
      caption: captionOf(source),
      ...{ shape, view, map, theme, scale, group, effect, rowDensity, colDensity },
      show: spec.view.show,
    })
  );
}

/** What it keeps, and how to make it again. */
export function captionOf(source: AttentionSource | WeightSource): readonly [string, string] {
  const { spec, entry, version } = source;
  if ('n' in source) {
    const { metrics, params } = source.reply;
    const origin = originOf({ spec, entry, params, version, tokens: source.n });
    return [attentionSummary(entry.name, metrics), origin];
  }
  const { metrics, params, effect, calibration: tokens, exact } = source.reply;
  const calibration = { tokens, exact };
  const origin = originOf({ spec, entry, params, version, calibration, tokens: spec.tokens });
  return [weightSummary(entry.name, metrics, effect), origin];
}
