// The full cache: what every other method is measured against.
import { uniformHead } from '../_shared/heads.ts';
import { count, whole } from '../_shared/words.ts';
import { defineDecode } from '../decode.ts';
import { allRead } from './_shared/cache.ts';
import { positionOf } from './_shared/stages.ts';

export default defineDecode({
  id: 'full',
  name: 'Full cache',
  domain: 'decode',
  family: 'reader',
  summary: 'Every key is kept, and every step reads all of them.',
  about:
    'Plain decoding, nothing dropped. The keys and values of all tokens stay in the cache, and each new ' +
    'token reads the whole of it, so a step costs more the longer the text has grown. Every other method ' +
    'is measured against its result.',
  notice: [
    'How few cells of a row are bright: most of what a step reads hardly matters to it.',
    'Memory and reading both grow with every token, without end.',
  ],
  differs: [],
  tags: {
    unit: 'nothing',
    selection: 'static',
    training: 'training-free',
    phase: 'decode',
    role: 'baseline',
  },
  params: {},
  stages: [{ id: 'cache', title: 'The cache' }],
  claims: [],
  atBudget: () => ({}),
  begin(_, context) {
    const cache = { read: allRead(context), leaves: null };
    return {
      layer: (heads) => heads.map(() => cache),
      trace(_layer, _head, row) {
        const t = positionOf(context, row);
        return [
          {
            id: 'cache',
            caption: `Step ${whole(t)} reads all ${count(t + 1, 'key')}.`,
            drawables: [{ kind: 'mask', mask: cache.read, label: 'the cache' }],
          },
        ];
      },
    };
  },
  facts: [
    {
      name: 'five tokens, two of them the prompt',
      why: 'Step t reads keys 0 … t.',
      prompt: 2,
      layers: () => [[uniformHead(5)]],
      params: {},
      rows: [[['###..', '####.', '#####']]],
    },
  ],
});
