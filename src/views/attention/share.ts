// A head's figure, to be shared: the explorer's, and that of a method's page.
import type { AtlasClient } from '../../client/types.ts';
import { attentionSvg, type AttentionSource } from '../../figure/export/picture.ts';
import type { Explorer } from '../../kit/explorer.svelte.ts';
import type { HeadState } from './state.ts';
import { headArrays } from '../../kit/share/arrays.ts';
import { attentionLines, attentionParts, type AttentionNumbers } from './share-numbers.ts';
import { CALL, shareFigure } from '../../kit/share/figure.ts';
import type { Shareable } from '../../kit/share/shareable.ts';

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
  return shareFigure(view, {
    source: ({ mask, reply }, common): AttentionSource => ({ ...common, n: mask.rows, reply }),
    siteOf: (subject) => `head${subject['head']}`,
    inexactNote:
      'makes it from the spec with the model itself; here its tensors are in half precision, so last digits may differ',
    arraysNote: 'NPZ holds mask, attention and each query’s recall for NumPy.',
    paint: (spec, viewport, theme) => client.paint(spec, viewport, theme, CALL),
    draw: attentionSvg,

    numbers({ spec, reply }) {
      const numbers = { spec, reply, ...measured() };
      return { parts: attentionParts(numbers), lines: attentionLines(numbers) };
    },

    async arrays({ spec, mask, reply }) {
      const row = async (query: number): Promise<Float32Array | null> => {
        const answer = await client.row(spec, query, CALL);
        return answer?.ok ? answer.value.weights : null;
      };
      return headArrays({ mask, rowRecall: reply.rowRecall, row });
    },
  });
}
