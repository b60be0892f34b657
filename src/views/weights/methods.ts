import { weights } from '../../methods/catalogue.weights.generated.ts';
import { Methods } from '../../kit/methods.ts';

export const methods = new Methods('weights', weights);
