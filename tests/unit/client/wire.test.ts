import { expect, it } from 'vitest';
import { causalMask } from '../../../src/core/mask/patterns.ts';
import { decodeMask } from '../../../src/core/mask/wire.ts';
import { matrix } from '../../../src/core/tensor.ts';
import type { Stage } from '../../../src/core/trace.ts';
import { buffersOf, wireStage } from '../../../workers/wire.ts';

it('sends masks in wire form and parts of arrays without the rest', () => {
  const large = Float32Array.from({ length: 1000 }, (_, i) => i);
  const part = large.subarray(10, 14);
  const stage: Stage = {
    id: 'probe',
    caption: 'A step.',
    drawables: [
      { kind: 'mask', mask: causalMask(3), label: 'all' },
      { kind: 'bars', axis: 'key', values: part, label: 'sums' },
      { kind: 'curve', x: 'x', y: 'y', series: [{ label: 's', values: part, cut: 2 }], label: 'c' },
      {
        kind: 'matrix',
        matrix: matrix(2, 2, part),
        rows: 'query-block',
        cols: 'key-block',
        causal: true,
        label: 'm',
      },
      { kind: 'levels', axis: 'key', size: 4, levels: [], values: part, label: 'l' },
      {
        ...{ kind: 'grid', rows: 1, cols: 1, down: 'layer', across: 'head', x: 'x', y: 'y' },
        cells: [{ label: 'c', note: 'n', values: part }],
        ...{ xs: part, limit: { label: 'l', values: part }, chosen: 0, at: 0, label: 'g' },
      },
      { kind: 'rows', from: 1, to: 2, label: 'r' },
    ],
  };
  const wired = structuredClone(wireStage(stage));
  const [mask, bars, curve, small, levels, grid, rows] = wired.drawables;
  expect(mask?.kind === 'mask' && decodeMask(mask.mask).count()).toBe(6);
  for (const values of [
    bars?.kind === 'bars' && bars.values,
    curve?.kind === 'curve' && curve.series[0]?.values,
    small?.kind === 'matrix' && small.matrix.data,
    levels?.kind === 'levels' && levels.values,
    grid?.kind === 'grid' && grid.cells[0]?.values,
    grid?.kind === 'grid' && grid.xs,
    grid?.kind === 'grid' && grid.limit?.values,
  ]) {
    if (!values) throw new Error('a drawable was lost');
    expect([...values]).toEqual([10, 11, 12, 13]);
    expect(values.buffer.byteLength).toBe(16);
  }
  expect(rows).toEqual(stage.drawables[6]);
  expect(buffersOf([wireStage(stage)])).toHaveLength(1);
});
