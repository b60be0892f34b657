// Block pruning against its definition, on matrices that tiles fit and on those they do not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRows } from '../../../src/core/mask/ops.ts';
import { weightFrom } from '../../../src/methods/weights/_shared/facts.ts';
import { dropSmallest, maskOf } from '../../../src/methods/weights/_shared/keep.ts';
import { magnitudes } from '../../../src/methods/weights/_shared/stages.ts';
import { methodOf, run, tiedMatrix } from './harness.ts';

const block = methodOf('block');
const side = fc.integer({ min: 1, max: 13 });
const cases = fc.record({
  weight: fc.tuple(fc.nat({ max: 60 }), side, side).map((sizes) => tiedMatrix(...sizes)),
  blockRows: fc.integer({ min: 1, max: 5 }),
  blockCols: fc.integer({ min: 1, max: 5 }),
  sparsity: fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100),
});

describe('block', () => {
  it('drops the ⌊tiles · s⌋ lightest tiles whole, the first among equals', () => {
    let ragged = 0;
    fc.assert(
      fc.property(cases, ({ weight, blockRows, blockCols, sparsity }) => {
        const { rows, cols, data } = weight;
        const tiles: number[][] = [];
        for (let top = 0; top < rows; top += blockRows) {
          for (let left = 0; left < cols; left += blockCols) {
            const places: number[] = [];
            for (let i = top; i < Math.min(rows, top + blockRows); i++) {
              for (let j = left; j < Math.min(cols, left + blockCols); j++)
                places.push(i * cols + j);
            }
            tiles.push(places);
          }
        }
        const fits = rows % blockRows === 0 && cols % blockCols === 0;
        if (!fits) ragged++;
        const scores = tiles.map((places) => {
          const sum = places.reduce((total, p) => total + Math.abs(data[p]!), 0);
          return Math.fround(fits ? sum : sum / places.length);
        });
        const gone = [...scores.keys()]
          .sort((a, b) => scores[a]! - scores[b]! || a - b)
          .slice(0, Math.floor(tiles.length * sparsity));
        const keep = new Uint8Array(data.length).fill(1);
        for (const tile of gone) for (const p of tiles[tile]!) keep[p] = 0;
        const { mask } = run(block, weightFrom(weight), { blockRows, blockCols, sparsity });
        expect(toRows(mask)).toEqual(toRows(maskOf(keep, rows, cols)));
      }),
    );
    expect(ragged).toBeGreaterThan(20);
  });

  it('with tiles of one weight is magnitude within the matrix, to an exact count', () => {
    fc.assert(
      fc.property(cases, ({ weight, sparsity }) => {
        const gone = Math.floor(weight.data.length * sparsity);
        const keep = dropSmallest(magnitudes(weight).data, gone);
        const { mask } = run(block, weightFrom(weight), { blockRows: 1, blockCols: 1, sparsity });
        expect(toRows(mask)).toEqual(toRows(maskOf(keep, weight.rows, weight.cols)));
      }),
    );
  });
});
