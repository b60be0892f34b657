import { attention } from '../../methods/catalogue.attention.generated.ts';
import { Methods } from './methods.ts';

export const methods = new Methods('attention', attention);
