// Sharing a single figure, whatever it is of.
import type { CurvePoint, DomainTypes, FigureReply } from '../../../workers/api.ts';
import { placeName } from '../../core/card.ts';
import { inWords } from '../../figure/export/png.ts';
import type { FigureState } from '../../kit/figure-state.svelte.ts';
import { linkTo } from '../../kit/link.ts';
import type { Shown } from '../../kit/shown.ts';
import type { DomainView, ExplorerOf } from '../../views/contract.ts';
import type { FileSource } from '../../views/files.ts';
import type { Shareable } from './shareable.ts';
import { VERSION } from './version.ts';

/** Calls for it overtake none of the page's and are overtaken by none. */
const CALL = { channel: 'share' } as const;

interface Shared<T extends DomainTypes, M> {
  readonly view: DomainView<T, M>;
  readonly state: FigureState<T>;
  /** What an explorer measured besides. */
  readonly explorer?: ExplorerOf<T, M>;
  /** Points of the page's curves. */
  readonly curves?: () => readonly CurvePoint<T>[];
}

export async function shareFigure<T extends DomainTypes, M>({
  view,
  state,
  explorer,
  curves = () => [],
}: Shared<T, M>): Promise<Shareable> {
  const [files, share] = await Promise.all([view.figure.files(), view.share()]);
  const { card } = view.figure;

  /** Null while the figure is still another method's. */
  const shown = (): Shown<FigureReply<T>> | null =>
    state.figure?.spec.method === state.entry.id ? state.figure : null;
  const source = (): FileSource<T> | null => {
    const figure = shown();
    if (!figure) return null;
    const spec = { ...figure.spec, view: state.view };
    const { stages, reply } = figure;
    return { spec, entry: state.entry, version: VERSION, stages, reply };
  };
  const words = (): readonly [string, string] => {
    const found = source();
    return found ? files.caption(found) : ['', ''];
  };
  return {
    get spec() {
      return state.spec;
    },
    get entries() {
      return [state.entry];
    },
    refusal: null,
    get link() {
      return linkTo(state.spec);
    },
    get fileName() {
      return `${state.spec.method}-${placeName(card, state.spec)}`;
    },
    get summary() {
      return words()[0];
    },
    get origin() {
      return words()[1];
    },
    get renderNote() {
      return state.figure?.reply.exact === false
        ? share.inexactNote
        : 'makes the same figure from the spec';
    },
    sizes: ['page', 'column'],
    arraysNote: share.arraysNote,

    async svg(theme, size) {
      const found = source();
      if (!found) return null;
      const paint = inWords(async (viewport) => {
        const reply = await state.calls.paint(found.spec, viewport, theme, CALL);
        return reply?.ok ? reply.value.pixels : null;
      });
      return files.svg(found, theme, paint, { size });
    },

    numbers() {
      const { figure } = state;
      if (!figure) return null;
      const { spec, reply } = figure;
      const besides = { curves: curves(), more: explorer?.more ?? null };
      return {
        ...{ spec, link: linkTo(spec), version: VERSION },
        ...{ kernels: reply.tier, params: reply.params },
        ...share.numbers(figure, besides),
      };
    },

    async arrays() {
      const { figure } = state;
      if (!figure) return null;
      return share.arrays(figure, async (row) => {
        const answer = await state.calls.row(figure.spec, row, CALL);
        return answer?.ok ? answer.value : null;
      });
    },
  };
}
