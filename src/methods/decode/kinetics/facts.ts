// Worked examples of Kinetics' attention: one sink, newest tokens, and what is chosen between them.
import { headFromLogits } from '../../_shared/heads.ts';
import type { DecodeFact, DecodeHead } from '../../decode.ts';

const NONE = { sinks: 1, local: 2, denseLayers: 0 };

/** One step over eight keys. */
function step(row: readonly number[], site: { head?: number; layer?: number } = {}): DecodeHead {
  return { ...headFromLogits([[], [], [], [], [], [], [], row]), kvHead: 0, ...site };
}

const ROW = [0, 3, 1, 2, 5, 0, 9, 9];

export const facts: readonly DecodeFact[] = [
  {
    name: 'two of five keys',
    why: 'Key 0 is the sink, 6 and 7 the newest; of logits 3 1 2 5 0 between, keys 4 and 1 are best.',
    prompt: 7,
    layers: () => [[step(ROW)]],
    params: { ...NONE, k: 2, variant: 'tokens' },
    rows: [[['##..#.##']]],
  },
  {
    name: 'a group of two heads',
    why: 'Means of 3 1 2 5 0 and 0 6 0 0 0 are 1.5 3.5 1 2.5 0: both heads read keys 2 and 4.',
    prompt: 7,
    layers: () => [[step(ROW, { head: 0 }), step([0, 0, 6, 0, 0, 0, 0, 0], { head: 1 })]],
    params: { ...NONE, k: 2, variant: 'tokens' },
    rows: [[['#.#.#.##'], ['#.#.#.##']]],
  },
  {
    name: 'blocks of two with one key left over',
    why: 'Keys 1 to 5 are two whole blocks, means 2 and 3.5, and key 5, which joins the newest: keys 3 and 4 are read with it.',
    prompt: 7,
    layers: () => [[step(ROW)]],
    params: { ...NONE, k: 2, variant: 'blocks', block: 2 },
    rows: [[['#..#####']]],
  },
  {
    name: 'nothing to choose while all fits',
    why: 'Eight keys are no more than 1 + 5 + 2: all are read.',
    prompt: 7,
    layers: () => [[step(ROW)]],
    params: { ...NONE, k: 5, variant: 'tokens' },
    rows: [[['########']]],
  },
  {
    name: 'the first layer dense',
    why: 'Layer 0 reads everything, layer 1 chooses.',
    prompt: 7,
    layers: () => [[step(ROW)], [step(ROW, { layer: 1 })]],
    params: { ...NONE, denseLayers: 1, k: 2, variant: 'tokens' },
    rows: [[['########']], [['##..#.##']]],
  },
];
