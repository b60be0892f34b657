// What of methods is shown only by controls, steps and pictures, and so is loaded with them. The build takes
// from the catalogue no more than this.
import type { CatalogueEntry } from '../core/method.ts';
import { catalogue } from '../methods/catalogue.generated.ts';

export type Details = Pick<CatalogueEntry, 'params' | 'stages' | 'paper'>;

/** By id. */
export const details: Readonly<Record<string, Details | undefined>> = Object.fromEntries(
  catalogue.map(({ id, params, stages, paper }) => [
    id,
    { params, stages, ...(paper && { paper }) },
  ]),
);
