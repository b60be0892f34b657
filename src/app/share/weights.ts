// A matrix's figure, to be shared: the weights page's, and that of a method's page.
import { captionOf, weightSvg, type WeightSource } from '../../figure/export/picture.ts';
import { inWords } from '../../figure/export/png.ts';
import { leftOut } from '../../figure/export/step.ts';
import type { MatrixState } from '../figures/matrix-state.ts';
import { linkTo } from '../link.ts';
import type { WeightExplorer } from '../weights/explorer.svelte.ts';
import { matrixArrays } from './arrays.ts';
import type { Shareable } from './shareable.ts';
import { VERSION } from './version.ts';
import { weightLines, weightParts, type WeightNumbers } from './weight-numbers.ts';

const CALL = { channel: 'share' } as const;

/** What is known besides the figure. */
type Measured = Omit<WeightNumbers, 'spec' | 'reply'>;

export function shareWeights(explorer: WeightExplorer): Shareable {
  return shareMatrix(explorer, () => {
    const { whole, measured } = explorer;
    const sites = whole.current ? [...whole.sites.values()] : [];
    return { sites, cost: whole.cost, curves: measured.curves(), costs: measured.costs() };
  });
}

export function shareMatrix(
  view: Pick<MatrixState, 'client' | 'entry' | 'spec' | 'figure'>,
  measured: () => Measured,
): Shareable {
  const { client } = view;
  const source = (): WeightSource | null => {
    const { figure, entry, spec } = view;
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
      return `${method}-layer${subject['layer']}-${subject['matrix']}`;
    },
    get summary() {
      return words()[0];
    },
    get origin() {
      return words()[1];
    },
    get renderNote() {
      return view.figure?.reply.exact === false
        ? 'prunes the whole model for it, block by block; here all blocks before are dense, so numbers differ'
        : 'makes the same figure from the spec';
    },
    get pictureNote() {
      const found = source();
      return found ? leftOut(found) : '';
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
      const { figure } = view;
      if (!figure) return null;
      const { spec, reply } = figure;
      const numbers = { spec, reply, ...measured() };
      return {
        ...{ spec, link: linkTo(spec), version: VERSION },
        ...{ kernels: reply.tier, params: reply.params },
        parts: weightParts(numbers),
        lines: weightLines(numbers),
      };
    },

    async arrays() {
      const { figure } = view;
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
