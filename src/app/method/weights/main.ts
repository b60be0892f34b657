import { methods } from '../../methods/weights.ts';
import { openMethodPage } from '../open.ts';

void openMethodPage({
  methods,
  work: async () => (await import('./MatrixWork.svelte')).default,
  home: { file: 'weights.html', label: 'Open in the weights page' },
  elsewhere: 'matrix or text',
});
