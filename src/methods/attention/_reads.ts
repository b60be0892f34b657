// What worked examples read back from a trace.
import type { Drawable } from '../../core/trace.ts';
import type { AttentionSelection } from '../attention.ts';

type Read = (selection: AttentionSelection) => number;
type Kind = Drawable['kind'];

/** The `which`-th drawable of a kind in a stage. Throws where there is none. */
function find<K extends Kind>(
  selection: AttentionSelection,
  stage: string,
  kind: K,
  which = 0,
): Extract<Drawable, { kind: K }> {
  const found = selection
    .trace()
    .find((candidate) => candidate.id === stage)
    ?.drawables.filter((item): item is Extract<Drawable, { kind: K }> => item.kind === kind)[which];
  if (!found) throw new Error(`the trace has no ${kind} ${which} in a stage “${stage}”`);
  return found;
}

/** Bar `index` of the `which`-th bar chart of a stage. */
export function readBar(stage: string, which: number, index: number): Read {
  return (selection) => find(selection, stage, 'bars', which).values[index] ?? NaN;
}

/** Sum of a bar chart. */
export function readBarSum(stage: string, which: number): Read {
  return (selection) => find(selection, stage, 'bars', which).values.reduce((a, b) => a + b, 0);
}

/** The number on a dial. */
export function readDial(stage: string): Read {
  return (selection) => find(selection, stage, 'dial').value;
}

/** Where the `which`-th series of a curve is cut. */
export function readCut(stage: string, which: number): Read {
  return (selection) => find(selection, stage, 'curve').series[which]?.cut ?? NaN;
}

/** Entry (row, col) of the `which`-th matrix of a stage. */
export function readCell(stage: string, row: number, col: number, which = 0): Read {
  return (selection) => {
    const { matrix } = find(selection, stage, 'matrix', which);
    return matrix.data[row * matrix.cols + col] ?? NaN;
  };
}

/** Kept pairs of a mask drawn in a stage. */
export function readMaskPairs(stage: string, which = 0): Read {
  return (selection) => find(selection, stage, 'mask', which).mask.count();
}

/** Pairs that a kernel computes. */
export const readKernelPairs: Read = (selection) => selection.kernelPairs ?? selection.mask.count();
