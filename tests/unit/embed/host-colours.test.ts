import { describe, expect, it } from 'vitest';
import { hostColours } from '../../../src/embed/host-colours.ts';

const message = {
  type: 'sparsity-atlas:colours',
  version: 1,
  color: 'rgb(34, 34, 34)',
  colorScheme: 'normal',
};
const told = (change: object) => hostColours({ ...message, ...change });

describe('what a host tells of its colours', () => {
  it('dark text stands on a light page, light text on a dark one', () => {
    expect(told({})).toEqual({ theme: 'light', colorScheme: 'light' });
    expect(told({ color: 'rgb(238, 238, 238)' })?.theme).toBe('dark');
    expect(told({ color: 'oklch(0.9 0.02 250)' })?.theme).toBe('dark');
    expect(told({ color: 'color(srgb 0.1 0.1 0.2)' })?.theme).toBe('light');
  });

  it('text that cannot be seen tells nothing', () => {
    expect(told({ color: 'rgba(255, 255, 255, 0)' })?.theme).toBeNull();
    expect(told({ color: 7 })?.theme).toBeNull();
  });

  it('a scheme is kept as it is; without one an element is light', () => {
    expect(told({ colorScheme: 'light dark' })?.colorScheme).toBe('light dark');
    expect(told({ colorScheme: 'only dark' })?.colorScheme).toBe('only dark');
    expect(told({ colorScheme: undefined })?.colorScheme).toBe('light');
    expect(told({ colorScheme: 'sepia' })?.colorScheme).toBe('light');
  });

  it('other messages, and other versions, are none', () => {
    const others = [{ version: 2 }, { version: '1' }, { type: 'sparsity-atlas:hello' }];
    expect(others.map(told)).toEqual([null, null, null]);
    expect([null, undefined, 'colours', 1].map(hostColours)).toEqual([null, null, null, null]);
  });
});
