// What SeerAttention shows: target and gate side by side, then the choice.
import type { Mask } from '../../../core/mask/mask.ts';
import type { Matrix } from '../../../core/tensor.ts';
import type { Drawable, Stage } from '../../../core/trace.ts';
import type { BlockRows } from '../_shared/blocks.ts';
import { divergence } from './gate.ts';
import { maskStage, resultStage } from '../_shared/stages.ts';
import { count, list, number, whole } from '../../_shared/words.ts';

export function seerStages(
  gate: Matrix,
  target: Matrix,
  rows: BlockRows,
  mask: Mask,
  block: number,
  lastDense: boolean,
): Stage[] {
  const nb = gate.rows;
  const off = divergence(target, gate);
  const kept = rows.reduce((sum, row) => sum + row.length, 0);
  const last = rows.at(-1)!;
  const map = (matrix: Matrix, label: string): Drawable => ({
    kind: 'matrix',
    matrix,
    rows: 'query-block',
    cols: 'key-block',
    causal: true,
    label,
  });
  return [
    {
      id: 'target',
      caption: `The gate was taught the largest weight of each tile of ${block}, every row divided by its sum: ${count(nb, 'row')}.`,
      drawables: [map(target, 'tile maxima of the true attention')],
    },
    {
      id: 'gate',
      caption: `Pooled queries and keys, before RoPE, give the gate its guess; it is ${number(off)} nats per row away from the target.`,
      drawables: [
        map(gate, 'gate'),
        {
          kind: 'numbers',
          entries: [{ label: 'divergence from the target', value: off, unit: 'nats' }],
          label: 'how far off',
        },
      ],
    },
    maskStage(
      'blocks',
      `${whole(kept)} of ${count((nb * (nb + 1)) / 2, 'block')} are kept${lastDense ? ', the last two rows complete' : `; the last row keeps ${last.length === 0 ? 'none' : list([...last])}`}.`,
      mask,
      'chosen blocks',
      block,
    ),
    resultStage(mask, 'The mask', block),
  ];
}
