import { attention as details } from '../../methods/details.attention.generated.ts';
import { attention as listings } from '../../methods/list.attention.generated.ts';
import { Methods } from '../../kit/methods.ts';

export const methods = new Methods('attention', listings, details);
