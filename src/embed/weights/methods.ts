// What figures check and show of the methods of weights. The build takes no more than this from the
// catalogue.
import { weights } from '../../methods/catalogue.weights.generated.ts';
import type { PlayerEntry } from '../tables.ts';

export const methods: readonly PlayerEntry[] = weights;
