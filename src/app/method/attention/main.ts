import { methods } from '../../methods/attention.ts';
import { openMethodPage } from '../open.ts';

void openMethodPage({
  methods,
  work: async () => (await import('./HeadWork.svelte')).default,
  home: { file: '', label: 'Open in the explorer' },
  elsewhere: 'head or text',
});
