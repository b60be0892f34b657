import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import SiteSelect from '../../../src/app/compare/SiteSelect.svelte';

const options = [0, 1, 2].map((value) => ({ value, label: String(value) }));
const select = () => page.getByLabelText('layer').element() as HTMLSelectElement;

it('shows what a link names though it is not there, and the way out', async () => {
  const onchange = vi.fn();
  await render(SiteSelect, { label: 'layer', options, value: 9, onchange });
  expect(select().selectedOptions[0]?.textContent).toBe('9');
  await userEvent.selectOptions(page.getByLabelText('layer'), '1');
  expect(onchange).toHaveBeenCalledExactlyOnceWith(1);
});

it('offers nothing else where all is well', async () => {
  await render(SiteSelect, { label: 'layer', options, value: 2, onchange: vi.fn() });
  expect([...select().options].map(({ value }) => value)).toEqual(['0', '1', '2']);
  expect(select().value).toBe('2');
});
