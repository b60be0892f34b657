// Which pages ask for a method's details with their first scripts.
import { expect, test } from 'vitest';
import { usualOf } from '../../../src/core/card.ts';
import { card } from '../../../src/domains/weights/card.ts';
import { preloads } from '../../../tools/pages/preload-details.ts';

const chunk = (module: string) => ({ type: 'chunk' as const, facadeModuleId: `/atlas/${module}` });
const usual = usualOf(card).method;
const BUNDLE = {
  'assets/window-a.js': chunk('src/methods/details/attention/window.generated.ts'),
  'assets/usual-b.js': chunk(`src/methods/details/weights/${usual}.generated.ts`),
  'assets/method-c.js': chunk('src/methods/attention/window.ts'),
  'assets/shared-d.js': { type: 'chunk', facadeModuleId: null },
  'assets/style-e.css': { type: 'asset' },
};
const hrefs = (page: string) => preloads(page, BUNDLE).map(({ attrs }) => attrs?.['href']);

test('a method’s own page and that of its domain, where it is usual', () => {
  expect(hrefs('methods/window/index.html')).toEqual(['../../assets/window-a.js']);
  expect(hrefs('weights.html')).toEqual(['./assets/usual-b.js']);
});

test('no page that may be about any method', () => {
  for (const page of ['gallery.html', 'compare.html', 'methods/other/index.html']) {
    expect(hrefs(page)).toEqual([]);
  }
});
