// Sharing a single figure, whatever it is of; what depends on that comes as `Kind`.
import type { PaintReply, Theme } from '../../../workers/api.ts';
import type { Reply } from '../../client/types.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import type { ParamRecord } from '../../core/params.ts';
import type { FigureSpec } from '../../core/spec.ts';
import type { PaintWords } from '../../figure/export/map.ts';
import {
  captionOf,
  type AttentionSource,
  type DrawOptions,
  type FigureSource,
  type WeightSource,
} from '../../figure/export/picture.ts';
import { inWords } from '../../figure/export/png.ts';
import type { Viewport } from '../../kernels/contract.ts';
import type { Shown } from '../shown.ts';
import { linkTo } from '../link.ts';
import type { FigureNumbers } from './numbers.ts';
import type { Shareable } from './shareable.ts';
import { VERSION } from './version.ts';

/** Calls for it overtake none of the page's and are overtaken by none. */
export const CALL = { channel: 'share' } as const;

interface Answer {
  readonly exact: boolean;
  readonly tier: string;
  readonly params: ParamRecord;
}

interface View<R extends Answer> {
  readonly entry: CatalogueEntry;
  readonly spec: FigureSpec;
  readonly figure: Shown<R> | null;
}

/** What a domain adds. */
interface Kind<S extends AttentionSource | WeightSource, R extends Answer> {
  /** What is drawn of a figure. */
  source(figure: Shown<R>, common: FigureSource): S;
  /** The site's name in a file's, after its layer. */
  siteOf(subject: ParamRecord): string;
  /** What the command line makes of the spec where this figure came from a snapshot. */
  readonly inexactNote: string;
  readonly arraysNote: string;
  paint(spec: FigureSpec, view: Viewport, theme: Theme): Promise<Reply<PaintReply>>;
  draw(source: S, theme: Theme, paint: PaintWords, options: DrawOptions): Promise<string | null>;
  numbers(figure: Shown<R>): Pick<FigureNumbers, 'parts' | 'lines'>;
  arrays(figure: Shown<R>): ReturnType<Shareable['arrays']>;
}

export function shareFigure<S extends AttentionSource | WeightSource, R extends Answer>(
  view: View<R>,
  kind: Kind<S, R>,
): Shareable {
  const source = (): S | null => {
    const { figure, entry, spec } = view;
    if (!figure || figure.spec.method !== entry.id) return null;
    const shown = { ...figure.spec, view: spec.view };
    return kind.source(figure, { spec: shown, entry, version: VERSION, stages: figure.stages });
  };
  const words = () => {
    const found = source();
    return found ? captionOf(found) : (['', ''] as const);
  };
  return {
    get spec() {
      return view.spec;
    },
    get entries() {
      return [view.entry];
    },
    refusal: null,
    get link() {
      return linkTo(view.spec);
    },
    get fileName() {
      const { method, subject } = view.spec;
      return `${method}-layer${subject['layer']}-${kind.siteOf(subject)}`;
    },
    get summary() {
      return words()[0];
    },
    get origin() {
      return words()[1];
    },
    get renderNote() {
      return view.figure?.reply.exact === false
        ? kind.inexactNote
        : 'makes the same figure from the spec';
    },
    sizes: ['page', 'column'],
    arraysNote: kind.arraysNote,

    async svg(theme, size) {
      const found = source();
      if (!found) return null;
      const paint = inWords(async (viewport) => {
        const reply = await kind.paint(found.spec, viewport, theme);
        return reply?.ok ? reply.value.pixels : null;
      });
      return kind.draw(found, theme, paint, { size });
    },

    numbers() {
      const { figure } = view;
      if (!figure) return null;
      const { spec, reply } = figure;
      return {
        ...{ spec, link: linkTo(spec), version: VERSION },
        ...{ kernels: reply.tier, params: reply.params },
        ...kind.numbers(figure),
      };
    },

    async arrays() {
      const { figure } = view;
      return figure && kind.arrays(figure);
    },
  };
}
