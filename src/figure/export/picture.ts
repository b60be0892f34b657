// From a computed figure to its SVG, the same in a page and without one: only the painting differs.
import type { FigureReply } from '../../../workers/api.ts';
import { cardOf, paintsOf } from '../../core/card.ts';
import { cards } from '../../domains/cards.generated.ts';
import type { AttentionTypes } from '../../domains/attention/types.ts';
import type { WeightTypes } from '../../domains/weights/types.ts';
import { causal } from '../map/causal.ts';
import { full } from '../map/full.ts';
import { viewOfZoom } from '../map/view.ts';
import { prepare } from '../overlay/prepare.ts';
import type { Theme } from '../types.ts';
import { attentionSummary, weightSummary } from '../summary.ts';
import { drawBeside } from './beside/beside.ts';
import { originOf, subtitleOf, type Origin } from './caption.ts';
import { readsText } from './subtitle.ts';
import { dimmed } from './dim.ts';
import { drawMap, type PaintWords } from './map.ts';
import { headMarks, keysOf, matrixMarks } from './marks.ts';
import { matrixSvg } from './matrix.ts';
import { MEASURES, type SvgSize } from './size.ts';
import { stepOf, type StepSource } from './step.ts';
import { figureSvg } from './svg.ts';

/** What is drawn, and by what. */
export type FigureSource = Pick<Origin, 'spec' | 'version'> &
  StepSource & { readonly entry: Origin['entry'] };

/** What a figure is made of besides its pixels. */
export type AttentionSource = FigureSource & {
  /** Tokens. */
  readonly n: number;
  readonly reply: Pick<FigureReply<AttentionTypes>, 'metrics' | 'params'>;
};

export type WeightSource = FigureSource & {
  readonly reply: Pick<
    FigureReply<WeightTypes>,
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

export type { SvgSize } from './size.ts';

export interface DrawOptions {
  /** See `drawMap`. */
  readonly least?: number;
  readonly size?: SvgSize;
}

/** Null where painting was overtaken. */
export async function attentionSvg(
  source: AttentionSource,
  theme: Theme,
  paint: PaintWords,
  { least, size = 'page' }: DrawOptions = {},
): Promise<string | null> {
  const { spec, entry, n } = source;
  const view = viewOfZoom(spec.view.zoom, causal(n));
  const map = await drawMap(view, paint, least);
  if (!map) return null;
  const step = stepOf(source);
  const { query } = spec.view;
  const show = paintsOf(cardOf(cards, spec.domain), spec.view.show);
  const drawables = step?.drawables ?? [];
  const prepared = prepare(drawables);
  const pinned = query === null || query >= n ? null : `query ${query}`;
  return figureSvg({
    title: entry.name,
    subtitle: subtitleOf(source),
    caption: captionOf(source),
    ...{ view, n, theme, show, size },
    map: map + (await dimmed(prepared, view, n, theme)),
    over: {
      ...(step && { step: step.heading }),
      marks: headMarks(prepared, query, { range: view, n, theme }),
      keys: keysOf(drawables, ['rows', 'mask', 'lines'], pinned),
      beside: await drawBeside(drawables, { theme, width: MEASURES[size].inner }),
    },
  });
}

/** The same of weights. */
export async function weightSvg(
  source: WeightSource,
  theme: Theme,
  paint: PaintWords,
  { least, size = 'page' }: DrawOptions = {},
): Promise<string | null> {
  const { spec, entry, reply } = source;
  const { rows, cols, rowDensity, colDensity, scale, group, effect } = reply;
  const geometry = full(rows, cols);
  const view = viewOfZoom(spec.view.zoom, geometry);
  const map = await drawMap(view, paint, least);
  if (!map) return null;
  const step = stepOf(source);
  const { query } = spec.view;
  const show = paintsOf(cardOf(cards, spec.domain), spec.view.show);
  const drawables = step?.drawables ?? [];
  const pinned = query === null || query >= rows ? null : query;
  return matrixSvg({
    title: entry.name,
    subtitle: subtitleOf(source, `${rows} × ${cols}`, readsText(reply)),
    caption: captionOf(source),
    ...{ geometry, view, map, theme, scale, group, effect, rowDensity, colDensity, show, size },
    over: {
      ...(step && { step: step.heading }),
      marks: matrixMarks(drawables, pinned, { range: view, theme }),
      keys: keysOf(drawables, ['rows'], pinned === null ? null : `output ${pinned}`),
      beside: await drawBeside(drawables, { theme, width: MEASURES[size].inner }),
    },
  });
}

/** What it shows, with the step if it shows one, and what it keeps; how to make it again. */
export function captionOf(source: AttentionSource | WeightSource): readonly [string, string] {
  const step = stepOf(source);
  const [summary, origin] = resultCaption(source);
  if (!step) return [summary, origin];
  const stop = /[.?!]$/.test(step.heading) ? '' : '.';
  return [`${step.heading}${stop} ${step.caption} ${summary}`, origin];
}

function resultCaption(source: AttentionSource | WeightSource): readonly [string, string] {
  const { spec, entry, version } = source;
  if ('n' in source) {
    const { metrics, params } = source.reply;
    const origin = originOf({ spec, entry, params, version, tokens: source.n });
    return [attentionSummary(entry.name, metrics), origin];
  }
  const { metrics, params, effect, calibration: tokens, exact } = source.reply;
  const measured = effect === 'prune' && metrics.outputError !== null;
  const calibration = { tokens, exact, measured };
  const origin = originOf({ spec, entry, params, version, calibration, tokens: spec.tokens });
  return [weightSummary(entry.name, metrics, effect), origin];
}
