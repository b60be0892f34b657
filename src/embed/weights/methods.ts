// What figures check and show of the methods of weights. The build takes no more than this from the
// catalogue.
import { catalogue } from '../../methods/catalogue.generated.ts';
import type { PlayerEntry } from '../tables.ts';

export const methods: readonly PlayerEntry[] = catalogue.filter(
  ({ domain }) => domain === 'weights',
);
