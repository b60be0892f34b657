// A figure computed and drawn here, as workers and a page do it there.
import { cardOf, kindOf, paintsOf } from '../core/card.ts';
import type { CatalogueEntry } from '../core/method.ts';
import type { ParamRecord } from '../core/params.ts';
import { paletteOf, type Theme } from '../core/palette.ts';
import type { FigureSpec } from '../core/spec.ts';
import { askedOf } from '../domains/asked.ts';
import { cards } from '../domains/cards.generated.ts';
import type { Desk } from '../domains/contract.ts';
import { missing, settle, workOn } from '../domains/pipeline.ts';
import type { Tier } from '../kernels/contract.ts';
import { files } from '../views/files.generated.ts';
import type { DrawOptions } from '../views/files.ts';
import { domainOf } from './domains.ts';
import { textOf } from './texts.ts';

export interface Look extends Pick<DrawOptions, 'size'> {
  readonly theme: Theme;
}

/** What the figure says in numbers. */
interface Numbers {
  readonly metrics: object;
  /** All of the method, those that the budget gave among them. */
  readonly params: ParamRecord;
  readonly warnings: readonly string[];
  /** The tier that computed them. */
  readonly kernels: Tier;
}

export interface Drawn {
  readonly svg: string;
  /** One sentence: what the figure shows. */
  readonly summary: string;
  readonly numbers: Numbers;
}

/** Whether the figure needs a model to be computed. */
export function readsModel(spec: FigureSpec): boolean {
  return kindOf(cardOf(cards, spec.domain), spec).reads.includes('model');
}

/** The exact figure: whatever of the whole model it needs is made first. `version`: of this program. */
export async function draw(
  spec: FigureSpec,
  { entry, version }: { readonly entry: CatalogueEntry; readonly version: string },
  { theme, ...options }: Look,
  desk: Desk,
): Promise<Drawn> {
  const domain = await domainOf(spec.domain);
  const asked = askedOf(spec, textOf);
  await settle(domain, asked, desk);
  const work = workOn(domain, asked, desk);
  const found = await work.found();
  const { selection, params, subject, warnings } = found;
  const { metrics } = found.report;
  const reply = { ...domain.reply(found), metrics, params, exact: subject.exact };
  const { show, stage, query } = spec.view;
  const stages = stage === null ? [] : selection.trace(query ?? undefined);
  const source = { spec, entry, version, stages, reply };
  const load = files[spec.domain];
  if (!load || !domain.painter) throw missing(domain.card, 'files');
  const { default: view } = await load();
  const { paint } = await domain.painter(work, paintsOf(domain.card, show));
  const palette = paletteOf(theme);
  const svg = await view.svg(
    source,
    theme,
    (part) => Promise.resolve(paint(part, palette).slice()),
    options,
  );
  const numbers = {
    ...{ metrics, params, warnings },
    kernels: desk.kernels.tier,
  };
  return { svg: svg ?? '', summary: view.caption(source)[0], numbers }; // nothing overtakes the painting here
}
