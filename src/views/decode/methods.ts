import { Methods } from '../../kit/methods.ts';
import { decode as details } from '../../methods/details.decode.generated.ts';
import { decode as listings } from '../../methods/list.decode.generated.ts';

export const methods = new Methods('decode', listings, details);
