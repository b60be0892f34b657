// How the map of a weight matrix follows the finger, in the built site: statistics are at hand, the method
// runs again.
import type { Outcome, Row } from '../row.ts';
import { openFigure, timeDrag } from './drag.ts';

const CASES = [
  { id: 'magnitude', name: 'magnitude', matrix: 'q' },
  { id: 'wanda', name: 'Wanda', matrix: 'q' },
  { id: 'wanda', name: 'Wanda, the largest matrix', matrix: 'down' },
  { id: 'n-m', name: 'N:M magnitude', matrix: 'down' },
];
const LIMIT = 50;

export const pruneSlider: Row = {
  measure: 'slider to painted pixels of a pruned matrix, calibrated on 1,024 tokens',
  against: '–',
  atLeast: 'p95 under 50 ms',
  async run(bench) {
    const outcomes: Outcome[] = [];
    for (const { id, name, matrix } of CASES) {
      const path = `weights.html#m=${id}&n=1024&matrix=${matrix}&vs=${id}`;
      outcomes.push(await timeDrag(await openFigure(bench, path), 'Weights', name, LIMIT));
    }
    return outcomes;
  },
};
