import { methods } from '../../methods/attention.ts';
import { openMethodPage } from '../open.ts';

openMethodPage({
  methods,
  work: async () => (await import('../../../views/attention/method/HeadWork.svelte')).default,
  home: { file: '', label: 'Open in the explorer' },
  elsewhere: 'head or text',
});
