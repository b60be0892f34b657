// A method's default figure as the figure's own SVG: what stands in the place of a figure on another page
// until it is drawn, without JavaScript, and in feeds.
import type { Theme } from '../../src/core/palette.ts';
import { encodePng } from '../../src/core/png.ts';
import type { CatalogueEntry } from '../../src/core/method.ts';
import type { FigureSpec } from '../../src/core/spec.ts';
import { captionOf, whereOf } from '../../src/embed/caption.ts';
import { figureSvg } from '../../src/figure/export/svg.ts';
import { viewOfZoom } from '../../src/figure/map/view.ts';
import type { Scene } from './scene.ts';

/** Side of the map within, pixels: one for every token of the default figure. */
const MAP = 512;

export function posterSvg(
  scene: Scene,
  spec: FigureSpec,
  entry: Pick<CatalogueEntry, 'name' | 'tags'>,
  theme: Theme,
): string {
  const { n } = scene.head;
  const { words } = scene.paint(spec.view.show, theme, MAP);
  const png = Buffer.from(encodePng(words, MAP, MAP)).toString('base64');
  return figureSvg({
    title: entry.name,
    subtitle: whereOf(spec, entry),
    caption: [captionOf(entry, scene.metrics), `Sparsity Atlas · model ${spec.model}`],
    view: viewOfZoom(spec.view.zoom, n),
    n,
    show: spec.view.show,
    theme,
    map: `data:image/png;base64,${png}`,
  });
}
