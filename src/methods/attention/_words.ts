// Numbers as the captions of traces write them.
export { count, list, number, percent, whole } from '../_words.ts';
