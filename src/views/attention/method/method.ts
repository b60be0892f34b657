// What a page of a method of attention has besides the figure.
import type { AttentionTypes } from '../../../domains/attention/types.ts';
import type { MethodParts } from '../../contract.ts';
import { CURVE_BUDGETS } from '../budgets.ts';
import { headNumbers } from '../numbers.ts';
import Chooser from './Chooser.svelte';
import Curve from './Curve.svelte';

const method: MethodParts<AttentionTypes> = {
  Chooser,
  Curve,
  budgets: CURVE_BUDGETS,
  // As the most there is to have.
  rival: () => 'oracle',
  numbers: headNumbers,
};

export default method;
