// A figure of attention as a standalone SVG.
import type { Paints } from '../../core/card.ts';
import { HIGH, LOW, plainColours } from '../../core/palette.ts';
import { superscript } from '../format.ts';
import type { Theme } from '../types.ts';
import type { View } from '../map/geometry.ts';
import { frameSvg, type SvgFrame } from './frame.ts';
import type { Legend } from './legend.ts';
import { image } from './map.ts';
import type { SvgSize } from './size.ts';

/** A step of the method and the pinned row: the step's heading, the marks, what they mean, and what is drawn beside. */
export type Over = Pick<SvgFrame, 'step' | 'marks' | 'keys' | 'beside'>;

export interface SvgFigure {
  readonly title: string;
  /** Under the title, small: where in the model. */
  readonly subtitle: string;
  /** Below the map: what the numbers say, and how the figure was made. */
  readonly caption: readonly string[];
  /** Visible square of the map, tokens. */
  readonly view: View;
  readonly n: number;
  /** The map as a data: URL, square, or as markup of `drawMap`. */
  readonly map: string;
  readonly show: Paints;
  readonly theme: Theme;
  /** What lies over the map. */
  readonly over?: Over;
  readonly size?: SvgSize;
}

export function figureSvg(figure: SvgFigure): string {
  const { title, subtitle, caption, view, map, theme, over, size = 'page' } = figure;
  return frameSvg({
    ...{ title, subtitle, caption, theme, size, range: view, ...over },
    aspect: 1,
    across: 'key position',
    down: 'query position',
    map: map.startsWith('data:') ? image(map, view) : map,
    legend: legendOf(figure),
    // Above the diagonal there is nothing.
    freeCorner: (width, height) => {
      const lowest = view.row + height * view.side;
      return lowest <= view.col + (1 - width) * view.side;
    },
  });
}

function legendOf({ show, theme }: SvgFigure): Legend {
  const heavy = { fill: null, label: 'heavy: at least an even share of its row' };
  const what = { all: 'attention', kept: 'attention kept', lost: 'attention dropped' }[show];
  return {
    name: `${what}, log scale`,
    ramp: show === 'lost' ? 'warning' : 'sequential',
    low: `10${superscript(Math.round(Math.log10(LOW)))}`,
    high: String(HIGH),
    items:
      show === 'all'
        ? []
        : show === 'kept'
          ? [
              { fill: { ramp: 'warning' }, label: 'dropped although heavy' },
              { fill: plainColours(theme).light, label: 'dropped, light' },
              heavy,
            ]
          : [
              { fill: plainColours(theme).kept, label: 'kept' },
              { fill: plainColours(theme).light, label: 'dropped, light' },
              heavy,
            ],
  };
}
