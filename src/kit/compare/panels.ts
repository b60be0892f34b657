// Which methods a comparison shows, with which settings each of them runs, and which can be told apart.
import type { Mask } from '../../core/mask/mask.ts';
import { usualOf, type Card } from '../../core/card.ts';
import type { CatalogueEntry } from '../../core/method.ts';
import { withBudget } from '../../core/spec-codec.ts';
import type { FigureSpec } from '../../core/spec.ts';

interface Shown {
  readonly spec: FigureSpec;
  readonly figure: { readonly mask: Pick<Mask, 'rows' | 'cols'> | null };
}

/** As many as there are colours. */
export const MOST_PANELS = 6;

/** The spec's method first, none twice. */
export function panelIds({ method, compare }: FigureSpec): string[] {
  return [...new Set([method, ...compare])].slice(0, MOST_PANELS);
}

/** The sparsity that a budget asks for. */
export function sparsityOf({ budget }: Pick<FigureSpec, 'budget'>, card: Card): number {
  return 1 - (budget ?? usualOf(card).budget ?? 1);
}

/**
 * The spec with one of its methods at a budget. What is set by hand belongs to the spec's own method, and
 * not to what the budget moves: that must follow the common sparsity.
 */
export function methodSpec(
  spec: FigureSpec,
  { id, budgetParams }: Pick<CatalogueEntry, 'id' | 'budgetParams'>,
  budget: number | null,
): FigureSpec {
  const set = id === spec.method ? spec.set : {};
  return withBudget({ ...spec, method: id, set }, budget, budgetParams);
}

/** Without one of its methods; the next takes the place of the spec's own. A last one stays. */
export function withoutMethod(spec: FigureSpec, id: string): FigureSpec {
  const [first, ...rest] = panelIds(spec).filter((other) => other !== id);
  if (first === undefined || rest.length === 0) return spec;
  const set = first === spec.method ? spec.set : {};
  return { ...spec, method: first, compare: rest, set };
}

/** The usual figure of another domain on the same text and, where places have the same names, there. */
export function inDomain(spec: FigureSpec, card: Card): FigureSpec {
  if (card.id === spec.domain) return spec;
  const usual = usualOf(card);
  const { model, text, tokens } = spec;
  const shared = Object.entries(spec.subject).filter(([name]) => name in usual.subject);
  const alike = card.shows.some(({ value }) => value === spec.view.show);
  return {
    ...usual,
    ...{ model, text, tokens },
    subject: { ...usual.subject, ...Object.fromEntries(shared) },
    view: alike ? { ...usual.view, show: spec.view.show } : usual.view,
  };
}

/** Whether two panels are of one map: the same site of the same text, and so the same size. */
export function comparable(first: Shown, second: Shown): boolean {
  const siteOf = ({ spec: { model, text, tokens, kind, subject } }: Shown): string =>
    JSON.stringify([model, text, tokens, kind, subject]);
  const [a, b] = [first.figure.mask, second.figure.mask];
  if (!a || !b) return false;
  return siteOf(first) === siteOf(second) && a.rows === b.rows && a.cols === b.cols;
}
