import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../src/figure/tokens.css';
import TextPanel from '../../../src/kit/TextPanel.svelte';

function props(text: string, limit: number) {
  return {
    text,
    tokenised: null,
    limit,
    ...{ query: null, pinned: null, key: null, sources: [], source: 'own' },
    ...{ ontext: () => undefined, onsource: () => undefined },
    ...{ onquery: () => undefined, onlimit: () => undefined },
  };
}

it('offers the limit of a link among the usual ones', async () => {
  await render(TextPanel, props('a', 700));
  const select = page.getByLabelText('Tokens read at most').element() as HTMLSelectElement;
  expect(select.value).toBe('700');
  expect([...select.options].map(({ value }) => value)).toEqual([
    '128',
    '256',
    '512',
    '700',
    '1024',
  ]);
});

it('offers no limit twice', async () => {
  await render(TextPanel, props('a', 512));
  const select = page.getByLabelText('Tokens read at most').element() as HTMLSelectElement;
  expect([...select.options].map(({ value }) => value)).toEqual(['128', '256', '512', '1024']);
});

it('lets every paragraph run in its own direction, in both layers', async () => {
  const screen = await render(TextPanel, props('שלום\nHello', 512));
  const [layer, area] = screen.container.querySelectorAll<HTMLElement>('.editor > *');
  const box = layer!.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(layer!);
  const lines = [...range.getClientRects()].filter(({ width }) => width > 0);
  expect(lines[0]!.right).toBeGreaterThan(box.left + box.width / 2);
  expect(lines[0]!.left).toBeGreaterThan(box.left + box.width / 2);
  expect(lines.at(-1)!.right).toBeLessThan(box.left + box.width / 2);
  for (const name of ['unicodeBidi', 'textAlign'] as const) {
    expect(getComputedStyle(area!)[name]).toBe(getComputedStyle(layer!)[name]);
  }
});

it('is one stop of the Tab key, though two layers scroll', async () => {
  const screen = await render(TextPanel, props('word '.repeat(900), 512));
  const [layer, area] = screen.container.querySelectorAll<HTMLElement>('.editor > *');
  await expect.poll(() => layer!.scrollHeight > layer!.clientHeight).toBe(true);
  screen.container.querySelector('select')!.focus();
  await userEvent.keyboard('{Tab}');
  expect(document.activeElement).toBe(area);
});
