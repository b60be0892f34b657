// A domain's view where its types are not known: the page that holds any of them passes on what it is given.
import type { DomainView, FigureView } from './contract.ts';

interface Module {
  readonly default: unknown;
}

export const anyFigure = (module: Module) => module as { readonly default: FigureView };
export const anyView = (module: Module) => module as { readonly default: DomainView };
