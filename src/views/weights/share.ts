// A matrix's figure, to be shared: the weights page's, and that of a method's page.
import { weightSvg, type WeightSource } from '../../figure/export/picture.ts';
import type { MatrixState } from './state.ts';
import type { WeightExplorer } from '../../app/weights/explorer.svelte.ts';
import { matrixArrays } from '../../kit/share/arrays.ts';
import { CALL, shareFigure } from '../../kit/share/figure.ts';
import type { Shareable } from '../../kit/share/shareable.ts';
import { weightLines, weightParts, type WeightNumbers } from './share-numbers.ts';

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
  return shareFigure(view, {
    source: ({ reply }, common): WeightSource => ({ ...common, reply }),
    siteOf: (subject) => String(subject['matrix']),
    inexactNote:
      'prunes the whole model for it, block by block; here all blocks before are dense, so numbers differ',
    arraysNote: 'NPZ holds mask, weights before and after, scores and input norms for NumPy.',
    paint: (spec, viewport, theme) => client.weights.paint(spec, viewport, theme, CALL),
    draw: weightSvg,

    numbers({ spec, reply }) {
      const numbers = { spec, reply, ...measured() };
      return { parts: weightParts(numbers), lines: weightLines(numbers) };
    },

    async arrays({ spec, mask }) {
      const row = async (output: number) => {
        const answer = await client.weights.row(spec, output, CALL);
        return answer?.ok ? answer.value : null;
      };
      return matrixArrays({ mask, row });
    },
  });
}
