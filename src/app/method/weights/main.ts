import { methods } from '../../methods/weights.ts';
import { openMethodPage } from '../open.ts';

openMethodPage({
  methods,
  work: async () => (await import('../../../views/weights/method/MatrixWork.svelte')).default,
  home: { file: 'weights.html', label: 'Open in the weights page' },
  elsewhere: 'matrix or text',
});
