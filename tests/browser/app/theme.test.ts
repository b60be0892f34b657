import { afterEach, expect, it } from 'vitest';
import { theme } from '../../../src/kit/theme.svelte.ts';

const elsewhere = (key: string | null, newValue: string | null) =>
  dispatchEvent(new StorageEvent('storage', { key, newValue }));
const shown = () => document.documentElement.dataset['theme'];

afterEach(() => theme.choose('auto'));

it('follows what is chosen on another page', () => {
  elsewhere('theme', 'dark');
  expect([theme.choice, theme.current, shown()]).toEqual(['dark', 'dark', 'dark']);
  elsewhere('theme', 'light');
  expect([theme.choice, shown()]).toEqual(['light', 'light']);
  elsewhere('other', 'dark');
  expect(theme.choice).toBe('light');
  elsewhere('theme', null);
  expect([theme.choice, shown()]).toEqual(['auto', undefined]);
});

it('goes back to the system’s with everything that was stored', () => {
  theme.choose('dark');
  expect(localStorage.getItem('theme')).toBe('dark');
  elsewhere(null, null);
  expect([theme.choice, shown()]).toEqual(['auto', undefined]);
});
