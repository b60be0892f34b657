// A head's figure, to be shared: the explorer's, and that of a method's page.
import type { AtlasClient } from '../../client/types.ts';
import { attentionSvg, captionOf, type AttentionSource } from '../../figure/export/picture.ts';
import { inWords } from '../../figure/export/png.ts';
import { leftOut } from '../../figure/export/step.ts';
import type { Explorer } from '../explore/explorer.svelte.ts';
import type { HeadState } from '../figures/head-state.ts';
import { linkTo } from '../link.ts';
import { headArrays } from './arrays.ts';
import { attentionLines, attentionParts, type AttentionNumbers } from './attention-numbers.ts';
import type { Shareable } from './shareable.ts';
import { VERSION } from './version.ts';

/** Its calls overtake none of the page's and are overtaken by none. */
const CALL = { channel: 'share' } as const;

/** What is known besides the figure. */
type Measured = Omit<AttentionNumbers, 'spec' | 'reply'>;

export function shareAttention(explorer: Explorer, client: AtlasClient): Shareable {
  return shareHead(explorer, client, () => {
    const { cost, curves, costCurve, recalls, info } = explorer;
    const heads = info?.heads ?? 6;
    return {
      cost,
      curves: [...curves.values()].flat(),
      costs: [...costCurve.points.values()].flat(),
      recalls: [...recalls].map(([at, recall]) => ({
        layer: Math.floor(at / heads),
        head: at % heads,
        recall,
      })),
    };
  });
}

export function shareHead(
  view: Pick<HeadState, 'entry' | 'spec' | 'figure'>,
  client: AtlasClient,
  measured: () => Measured,
): Shareable {
  const source = (): AttentionSource | null => {
    const { figure, entry, spec } = view;
    if (!figure || figure.spec.method !== entry.id) return null;
    const shown = { ...figure.spec, view: spec.view };
    const { mask, reply, stages } = figure;
    return { spec: shown, entry, version: VERSION, n: mask.rows, stages, reply };
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
      return `${method}-layer${subject['layer']}-head${subject['head']}`;
    },
    get summary() {
      return words()[0];
    },
    get origin() {
      return words()[1];
    },
    get renderNote() {
      return view.figure?.reply.exact === false
        ? 'makes it from the spec with the model itself; here its tensors are in half precision, so last digits may differ'
        : 'makes the same figure from the spec';
    },
    get pictureNote() {
      const found = source();
      return found ? leftOut(found) : '';
    },
    arraysNote: 'NPZ holds mask, attention and each query’s recall for NumPy.',

    async svg(theme) {
      const found = source();
      if (!found) return null;
      const paint = inWords(async (view) => {
        const reply = await client.paint(found.spec, view, theme, CALL);
        return reply?.ok ? reply.value.pixels : null;
      });
      return attentionSvg(found, theme, paint);
    },

    numbers() {
      const { figure } = view;
      if (!figure) return null;
      const { spec, reply } = figure;
      const numbers = { spec, reply, ...measured() };
      return {
        ...{ spec, link: linkTo(spec), version: VERSION },
        ...{ kernels: reply.tier, params: reply.params },
        parts: attentionParts(numbers),
        lines: attentionLines(numbers),
      };
    },

    async arrays() {
      const { figure } = view;
      if (!figure) return null;
      const { spec, mask, reply } = figure;
      const row = async (query: number): Promise<Float32Array | null> => {
        const answer = await client.row(spec, query, CALL);
        return answer?.ok ? answer.value.weights : null;
      };
      return headArrays({ mask, rowRecall: reply.rowRecall, row });
    },
  };
}
