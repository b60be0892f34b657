import { weights } from '../../methods/catalogue.weights.generated.ts';
import { Methods } from './methods.ts';

export const methods = new Methods('weights', weights);
