// The weights page's figure, to be shared.
import { captionOf, weightSvg, type WeightSource } from '../../figure/export/picture.ts';
import { inWords } from '../../figure/export/png.ts';
import { linkTo } from '../link.ts';
import type { WeightExplorer } from '../weights/explorer.svelte.ts';
import { matrixArrays } from './arrays.ts';
import type { Shareable } from './shareable.ts';
import { VERSION } from './version.ts';
import { weightLines, weightParts } from './weight-numbers.ts';

const CALL = { channel: 'share' } as const;

export function shareWeights(explorer: WeightExplorer): Shareable {
  const { client } = explorer;
  const source = (): WeightSource | null => {
    const { figure, entry, spec } = explorer;
    if (!figure || figure.spec.method !== entry.id) return null;
    const shown = { ...figure.spec, view: spec.view };
    const { stages, reply } = figure;
    return { spec: shown, entry, version: VERSION, stages, reply };
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
      return `${explorer.spec.method}-layer${explorer.layer}-${explorer.matrix}`;
    },
    get summary() {
      return words()[0];
    },
    get origin() {
      return words()[1];
    },
    arraysNote: 'NPZ holds mask, weights before and after, scores and input norms for NumPy.',

    async svg(theme) {
      const found = source();
      if (!found) return null;
      const paint = inWords(async (view) => {
        const reply = await client.weights.paint(found.spec, view, theme, CALL);
        return reply?.ok ? reply.value.pixels : null;
      });
      return weightSvg(found, theme, paint);
    },

    numbers() {
      const { figure, whole, measured } = explorer;
      if (!figure) return null;
      const { spec, reply } = figure;
      const sites = whole.current ? [...whole.sites.values()] : [];
      const [curves, costs] = [measured.curves(), measured.costs()];
      const numbers = { spec, reply, sites, cost: whole.cost, curves, costs };
      return {
        ...{ spec, link: linkTo(spec), version: VERSION },
        ...{ kernels: reply.tier, params: reply.params },
        parts: weightParts(numbers),
        lines: weightLines(numbers),
      };
    },

    async arrays() {
      const { figure } = explorer;
      if (!figure) return null;
      const { spec, mask } = figure;
      const row = async (output: number) => {
        const answer = await client.weights.row(spec, output, CALL);
        return answer?.ok ? answer.value : null;
      };
      return matrixArrays({ mask, row });
    },
  };
}
