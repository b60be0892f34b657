// What is computed from a text on a model is kept under this.
import type { TextRequest } from './contract.ts';

export function textKey({ model, tokens, text }: TextRequest): string {
  return `${model} ${tokens} ${text}`;
}
