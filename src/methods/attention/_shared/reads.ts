// What worked examples read back from a selection.
import type { AttentionSelection } from '../../attention.ts';

export {
  readBar,
  readBarSum,
  readCell,
  readCut,
  readDial,
  readMaskPairs,
  readNumber,
} from '../../_shared/reads.ts';

/** Pairs that a kernel computes. */
export const readKernelPairs = (selection: AttentionSelection): number =>
  selection.kernelPairs ?? selection.mask.count();
