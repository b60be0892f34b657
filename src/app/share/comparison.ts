// The comparison's panels, to be shared as one picture and as the numbers of each.
import type { FullClient } from '../../client/weights.ts';
import { shortCite } from '../../core/cite.ts';
import type { NpyArray } from '../../core/npy.ts';
import type { Theme } from '../../core/palette.ts';
import { textName } from '../../core/spec-parts.ts';
import { gridSvg } from '../../figure/export/grid.ts';
import { attentionSvg, weightSvg } from '../../figure/export/picture.ts';
import { inWords } from '../../figure/export/png.ts';
import { fixed, percent } from '../../figure/format.ts';
import type { Comparison } from '../../kit/compare/compare.svelte.ts';
import type { Panel, PanelFigure } from '../../kit/compare/side.ts';
import { linkTo } from '../../kit/link.ts';
import { maskArray } from '../../kit/share/arrays.ts';
import { attentionLines } from '../../views/attention/share-numbers.ts';
import type { NumberLine } from '../../kit/share/numbers.ts';
import type { Shareable } from '../../kit/share/shareable.ts';
import { VERSION } from '../../kit/share/version.ts';
import { weightLines } from '../../views/weights/share-numbers.ts';

type AnyPanel = Pick<Panel<PanelFigure>, 'spec' | 'entry' | 'figure'>;

export function shareComparison<F extends PanelFigure>(
  comparison: Comparison<F>,
  client: FullClient,
): Shareable {
  const { side } = comparison;
  const panels = (): readonly AnyPanel[] => comparison.shown;
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
      return `compare-${side.siteName(comparison.spec).replaceAll(' ', '-')}`;
    },
    get summary() {
      const names = panels().map(({ entry }) => entry.name);
      const at = `sparsity ${percent(comparison.target)}`;
      return names.length === 0 ? '' : `${names.join(', ')} on ${place()}, each set to ${at}.`;
    },
    get origin() {
      const { text, tokens, model } = comparison.spec;
      const each = panels().map(({ spec, entry, figure }) => {
        const by = entry.paper ? ` (${shortCite(entry.paper)})` : '';
        const budget = spec.budget === null ? 'defaults' : `budget ${fixed(spec.budget, 3)}`;
        return `${entry.name}${by} at ${budget}: sparsity ${percent(figure.sparsity)}`;
      });
      return `${each.join('; ')}. Model ${model}, up to ${tokens} tokens of the text ${textName(text)}. Made with Sparsity Atlas ${VERSION}.`;
    },
    renderNote: '',
    sizes: ['page'],
    arraysNote: 'NPZ holds the mask of each method for NumPy.',

    async svg(theme) {
      const parts = await Promise.all(panels().map((panel, i) => panelSvg(panel, i, theme)));
      const whole = parts.filter((part) => part !== null);
      return whole.length === 0 || whole.length < parts.length
        ? null
        : gridSvg(whole, this.summary);
    },

    async numbers() {
      const all = await Promise.all(panels().map(linesOf));
      const lines = all.flat();
      if (lines.length === 0) return null;
      const { spec, info } = comparison;
      const curves = Object.fromEntries(comparison.curves);
      const found = panels().map(({ spec: { method, budget }, figure: { sparsity } }) => ({
        ...{ method, budget, sparsity },
      }));
      return {
        ...{ spec, link: linkTo(spec), version: VERSION },
        ...{ kernels: info?.tier ?? '', params: spec.set },
        parts: { panels: found, curves },
        lines,
      };
    },

    arrays() {
      const masks = panels().map(({ entry, figure }): [string, NpyArray] => [
        `mask_${entry.id.replaceAll('-', '_')}`,
        maskArray(figure.mask),
      ]);
      return Promise.resolve(masks.length === 0 ? null : Object.fromEntries(masks));
    },
  };

  function place(): string {
    return side.siteName(comparison.spec);
  }

  async function panelSvg(panel: AnyPanel, i: number, theme: Theme): Promise<string | null> {
    const spec = { ...panel.spec, view: comparison.spec.view };
    const { entry } = panel;
    const call = { channel: `share ${i}` };
    const paint = inWords(async (view) => {
      const reply = await side.paint(spec, view, theme, call);
      return reply?.ok ? reply.value.pixels : null;
    });
    if (spec.domain === 'weights') {
      const reply = await client.weights.figure(spec, null, call);
      return reply?.ok
        ? weightSvg({ spec, entry, version: VERSION, reply: reply.value }, theme, paint)
        : null;
    }
    const reply = await client.figure(spec, call);
    const n = panel.figure.mask.rows;
    return reply?.ok
      ? attentionSvg({ spec, entry, n, version: VERSION, reply: reply.value }, theme, paint)
      : null;
  }

  async function linesOf({ spec }: AnyPanel, i: number): Promise<NumberLine[]> {
    const call = { channel: `share ${i}` };
    const rest = { cost: null, curves: [], costs: [] };
    if (spec.domain === 'weights') {
      const reply = await client.weights.figure(spec, null, call);
      return reply?.ok ? weightLines({ spec, reply: reply.value, sites: [], ...rest }) : [];
    }
    const reply = await client.figure(spec, call);
    return reply?.ok ? attentionLines({ spec, reply: reply.value, recalls: [], ...rest }) : [];
  }
}
