// What S²FT shows of its working: the draw, the new order, and that nothing else has changed.
import type { Drawable, Stage } from '../../../core/trace.ts';
import { count, list, whole } from '../../_shared/words.ts';
import type { WeightMatrix } from '../../weights.ts';
import { compareParts, withWeight } from './check.ts';
import { isTrainable, orderFor, permuted, type Drawn } from './draw.ts';
import { drawMatrix, magnitudes } from '../_shared/stages.ts';
import { bandsOf, kindOf } from '../_shared/units.ts';

export function drawStage(subject: WeightMatrix, plan: Drawn, units: ReadonlySet<number>): Stage {
  const { name } = subject;
  const noun = kindOf(subject) === 'heads' ? 'head' : 'channel';
  const chosen = [...units].sort((a, b) => a - b);
  const all = bandsOf(subject).count;
  const perLayer = new Float32Array(subject.layers);
  if (isTrainable(name)) for (const [layer, set] of plan[name]) perLayer[layer] = set.size;
  const total = perLayer.reduce((sum, n) => sum + n, 0);
  const drawables: Drawable[] = [
    {
      kind: 'bars',
      axis: 'layer',
      values: perLayer,
      chosen: [subject.layer],
      label: `${noun}s drawn for ${name} in each layer`,
    },
    {
      kind: 'bars',
      axis: noun,
      values: Float32Array.from({ length: all }, (_, unit) => (units.has(unit) ? 1 : 0)),
      chosen,
      label: `${noun}s drawn here`,
    },
    {
      kind: 'numbers',
      entries: [{ label: 'drawn in the whole model', value: total }],
      label: `${noun}s of ${name}`,
    },
  ];
  const here = chosen.length > 0 ? `: ${list(chosen)}` : '';
  return {
    id: 'draw',
    caption: isTrainable(name)
      ? `The draw gave this layer ${count(chosen.length, noun)} of ${name}${here}.`
      : `No ${noun} of ${name} is ever trained; ${name} only moves along.`,
    drawables,
  };
}

export function orderStage(subject: WeightMatrix, plan: Drawn): Stage {
  const bands = bandsOf(subject);
  const order = orderFor(subject, plan);
  const [from, to] = bands.side === 'rows' ? order.rows : order.cols;
  const side = bands.side === 'rows' ? 'Rows' : 'Columns';
  const moved = permuted(subject.weight, bands, order.units);
  const slice = isTrainable(subject.name)
    ? `${side} ${from * bands.width} to ${to * bands.width - 1} are trained`
    : `${side} follow the order of the others`;
  return {
    id: 'order',
    caption:
      from === to && isTrainable(subject.name)
        ? `Nothing of this matrix is trained; its ${side.toLowerCase()} follow the order of the others.`
        : `${slice}: first come ${list(order.units.slice(0, 6))}.`,
    drawables: [drawMatrix(magnitudes(moved), '|W| after reordering')],
  };
}

export function checkStage(
  subject: WeightMatrix,
  plan: Drawn,
  siblings: readonly WeightMatrix[],
): Stage[] {
  const part = siblings.filter((each) => kindOf(each) === kindOf(subject));
  const moved = part.map((each) =>
    withWeight(each, permuted(each.weight, bandsOf(each), orderFor(each, plan).units)),
  );
  const check = compareParts(part, moved);
  if (!check) return [];
  return [
    {
      id: 'check',
      caption: `Of ${count(check.outputs, 'output')} of this part on random inputs ${whole(check.identical)} are the same to the last bit.`,
      drawables: [
        {
          kind: 'numbers',
          entries: [
            { label: 'outputs compared', value: check.outputs },
            { label: 'identical to the last bit', value: check.identical },
          ],
          label: 'before and after reordering',
        },
      ],
    },
  ];
}
