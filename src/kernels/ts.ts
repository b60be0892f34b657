// The reference tier: the readable definition of right for every kernel, in plain TypeScript.
import type { Kernels } from './contract.ts';
import { attention } from './typescript/attention.ts';
import { layers } from './typescript/layers.ts';
import { paint } from './typescript/paint.ts';
import { select } from './typescript/select.ts';

export const typescriptKernels: Kernels = {
  tier: 'typescript',
  pace: 5e5,
  ...attention,
  ...layers,
  ...select,
  ...paint,
};
