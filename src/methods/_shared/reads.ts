// What worked examples read back from a trace, in any domain.
import type { Drawable, Stage } from '../../core/trace.ts';

/** Whatever tells its stages. */
export interface Traced {
  trace(): readonly Stage[];
}

type Read = (selection: Traced) => number;
type Kind = Drawable['kind'];

/** The `which`-th drawable of a kind in a stage. Throws where there is none. */
function find<K extends Kind>(
  selection: Traced,
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

/** A named number of the `which`-th list of numbers of a stage. */
export function readNumber(stage: string, label: string, which = 0): Read {
  return (selection) =>
    find(selection, stage, 'numbers', which).entries.find((entry) => entry.label === label)
      ?.value ?? NaN;
}

/** Entry `index` of the `which`-th series of a curve. */
export function readPoint(stage: string, which: number, index: number): Read {
  return (selection) => find(selection, stage, 'curve').series[which]?.values[index] ?? NaN;
}
