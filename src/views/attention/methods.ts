import { attention } from '../../methods/catalogue.attention.generated.ts';
import { Methods } from '../../kit/methods.ts';

export const methods = new Methods('attention', attention);
