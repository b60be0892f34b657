// Parameters that several decode methods have in common.
import type { IntegerParam } from '../../../core/params.ts';

/** First layers that read everything. */
export const denseLayers: IntegerParam = {
  kind: 'integer',
  label: 'Dense layers',
  help: 'In so many first layers every key is read, as attention there is spread wide; more reads more.',
  ...{ min: 0, max: 64, default: 2, unit: 'layers' },
};
