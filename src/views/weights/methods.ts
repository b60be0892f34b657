import { weights as details } from '../../methods/details.weights.generated.ts';
import { weights as listings } from '../../methods/list.weights.generated.ts';
import { Methods } from '../../kit/methods.ts';

export const methods = new Methods('weights', listings, details);
