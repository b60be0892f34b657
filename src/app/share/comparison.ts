// The comparison's panels, to be shared as one picture and as the numbers of each.
import type { DomainTypes } from '../../../workers/api.ts';
import { placeLabel } from '../../core/card.ts';
import { shortCite } from '../../core/cite.ts';
import type { NpyArray } from '../../core/npy.ts';
import type { Theme } from '../../core/palette.ts';
import { textName } from '../../core/spec-parts.ts';
import { gridSvg } from '../../figure/export/grid.ts';
import { inWords } from '../../figure/export/png.ts';
import { fixed, percent } from '../../figure/format.ts';
import type { Comparison } from '../../kit/compare/compare.svelte.ts';
import type { Panel } from '../../kit/compare/basis.ts';
import { linkTo } from '../../kit/link.ts';
import { maskArray } from '../../kit/share/mask-array.ts';
import type { NumberLine } from '../../kit/share/numbers.ts';
import type { DomainView } from '../../views/contract.ts';
import type { Shareable } from './shareable.ts';
import { VERSION } from './version.ts';

/** Calls for it overtake none of the page's and are overtaken by none. */
const callOf = (i: number) => ({ channel: `share ${i}` });

export async function shareComparison<T extends DomainTypes, M>(
  comparison: Comparison<T>,
  view: DomainView<T, M>,
): Promise<Shareable> {
  const [files, share] = await Promise.all([view.figure.files(), view.share()]);
  const { card, calls } = comparison;
  const panels = (): readonly Panel<T>[] => comparison.shown;
  const sparsityOf = ({ figure }: Panel<T>): number => comparison.view.sparsity(figure.reply);
  return {
    get spec() {
      return comparison.spec;
    },
    get entries() {
      return comparison.entries;
    },
    refusal: 'A comparison cannot be put alive into other pages.',
    get link() {
      return linkTo(comparison.spec);
    },
    get fileName() {
      return `compare-${place().replaceAll(' ', '-')}`;
    },
    get summary() {
      return summary();
    },
    get origin() {
      const { text, tokens, model } = comparison.spec;
      const each = panels().map((panel) => {
        const { spec, entry } = panel;
        const by = entry.paper ? ` (${shortCite(entry.paper)})` : '';
        const budget = spec.budget === null ? 'defaults' : `budget ${fixed(spec.budget, 3)}`;
        return `${entry.name}${by} at ${budget}: sparsity ${percent(sparsityOf(panel))}`;
      });
      return `${each.join('; ')}. Model ${model}, up to ${tokens} tokens of the text ${textName(text)}. Made with Sparsity Atlas ${VERSION}.`;
    },
    renderNote: '',
    sizes: ['page'],
    arraysNote: 'NPZ holds the mask of each method for NumPy.',

    async svg(theme) {
      const parts = await Promise.all(panels().map((panel, i) => panelSvg(panel, i, theme)));
      const whole = parts.filter((part) => part !== null);
      return whole.length === 0 || whole.length < parts.length ? null : gridSvg(whole, summary());
    },

    numbers() {
      const lines = panels().flatMap(({ figure }): readonly NumberLine[] => share.lines(figure));
      if (lines.length === 0) return null;
      const { spec, info } = comparison;
      const curves = Object.fromEntries(comparison.curves);
      const found = panels().map((panel) => {
        const { method, budget } = panel.spec;
        return { method, budget, sparsity: sparsityOf(panel) };
      });
      return {
        ...{ spec, link: linkTo(spec), version: VERSION },
        ...{ kernels: info?.tier ?? '', params: spec.set },
        parts: { panels: found, curves },
        lines,
      };
    },

    arrays() {
      const masks = panels().flatMap(({ entry, figure: { mask } }): [string, NpyArray][] =>
        mask ? [[`mask_${entry.id.replaceAll('-', '_')}`, maskArray(mask)]] : [],
      );
      return Promise.resolve(masks.length === 0 ? null : Object.fromEntries(masks));
    },
  };

  function summary(): string {
    const names = panels().map(({ entry }) => entry.name);
    const at = `sparsity ${percent(comparison.target)}`;
    return names.length === 0 ? '' : `${names.join(', ')} on ${place()}, each set to ${at}.`;
  }

  function place(): string {
    return placeLabel(card, comparison.spec);
  }

  async function panelSvg(panel: Panel<T>, i: number, theme: Theme): Promise<string | null> {
    const spec = { ...panel.spec, view: comparison.spec.view };
    const { entry, figure } = panel;
    const paint = inWords(async (viewport) => {
      const reply = await calls.paint(spec, viewport, theme, callOf(i));
      return reply?.ok ? reply.value.pixels : null;
    });
    const { reply } = figure;
    return files.svg({ spec, entry, version: VERSION, stages: [], reply }, theme, paint);
  }
}
