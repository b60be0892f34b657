// What a page of a method of weights has besides the figure.
import type { WeightTypes } from '../../../domains/weights/types.ts';
import type { MethodParts } from '../../contract.ts';
import { basisOf, effectOf } from '../basis.ts';
import { MATRIX_BUDGETS } from '../budgets.ts';
import { matrixNumbers } from '../numbers.ts';
import Chooser from './Chooser.svelte';
import Curve from './Curve.svelte';

const method: MethodParts<WeightTypes> = {
  Chooser,
  Curve,
  budgets: MATRIX_BUDGETS,
  // Magnitude, the oldest of them; it is held against chance.
  rival: (id) => (id === 'magnitude' ? 'random' : 'magnitude'),
  numbers: (reply) => matrixNumbers(reply?.metrics ?? null, effectOf(reply)),
  basis: (reply) => basisOf(reply, 'on the weights page'),
};

export default method;
