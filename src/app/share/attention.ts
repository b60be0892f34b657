// The explorer's figure, to be shared.
import type { AtlasClient } from '../../client/types.ts';
import { attentionSvg, captionOf, type AttentionSource } from '../../figure/export/picture.ts';
import { inWords } from '../../figure/export/png.ts';
import type { Explorer } from '../explore/explorer.svelte.ts';
import { linkTo } from '../link.ts';
import { headArrays } from './arrays.ts';
import { attentionLines, attentionParts } from './attention-numbers.ts';
import type { Shareable } from './shareable.ts';
import { VERSION } from './version.ts';

/** Its calls overtake none of the page's and are overtaken by none. */
const CALL = { channel: 'share' } as const;

export function shareAttention(explorer: Explorer, client: AtlasClient): Shareable {
  const source = (): AttentionSource | null => {
    const { figure, entry, spec } = explorer;
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
      return explorer.spec;
    },
    get entries() {
      return [explorer.entry];
    },
    refusal: null,
    get link() {
      return linkTo(explorer.spec);
    },
    get fileName() {
      return `${explorer.spec.method}-layer${explorer.layer}-head${explorer.head}`;
    },
    get summary() {
      return words()[0];
    },
    get origin() {
      return words()[1];
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
      const { figure, cost, curves, costCurve, recalls, info } = explorer;
      if (!figure) return null;
      const { spec, reply } = figure;
      const heads = info?.heads ?? 6;
      const numbers = {
        ...{ spec, reply, cost },
        curves: [...curves.values()].flat(),
        costs: [...costCurve.points.values()].flat(),
        recalls: [...recalls].map(([at, recall]) => ({
          layer: Math.floor(at / heads),
          head: at % heads,
          recall,
        })),
      };
      return {
        ...{ spec, link: linkTo(spec), version: VERSION },
        ...{ kernels: reply.tier, params: reply.params },
        parts: attentionParts(numbers),
        lines: attentionLines(numbers),
      };
    },

    async arrays() {
      const { figure } = explorer;
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
