// Which page an address belongs to, and the figure that a page reads from it.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { linkDomain, movesOn, readLink } from '../../../src/kit/link.ts';
import { methods as attention } from '../../../src/app/methods/attention.ts';
import { methods as weights } from '../../../src/app/methods/weights.ts';

const replace = vi.fn();
function at(hash: string): void {
  vi.stubGlobal('location', { hash, replace });
}
afterEach(() => {
  vi.unstubAllGlobals();
  replace.mockReset();
});

describe('the domain of an address', () => {
  test.each([
    ['', 'attention'],
    ['#b=0.3', 'attention'],
    ['#m=wanda', 'weights'],
    ['#method=wanda&b=0.3', 'weights'],
    ['#d=weights', 'weights'],
    // What is named wins over what follows from the method.
    ['#d=attention&m=wanda', 'attention'],
    ['#d=nothing&m=wanda', 'weights'],
    ['#m=nothing', 'attention'],
    // Names that every object has.
    ['#m=constructor&d=toString', 'attention'],
  ])('%s', (hash, domain) => {
    at(hash);
    expect(linkDomain()).toBe(domain);
  });

  test('is the page’s own where the address does not tell', () => {
    at('#b=0.3');
    expect(linkDomain('weights')).toBe('weights');
    expect(readLink(weights).spec).toMatchObject({ domain: 'weights', budget: 0.3 });
    expect(readLink(weights).warnings).toEqual([]);
  });
});

test('a page hands on what belongs to another one, and keeps the rest', () => {
  at('#m=wanda&b=0.3');
  expect(movesOn('weights')).toBe(false);
  expect(replace).not.toHaveBeenCalled();
  expect(movesOn('attention')).toBe(true);
  expect(replace).toHaveBeenCalledExactlyOnceWith('weights.html#m=wanda&b=0.3');
});

test('a method that the page does not have is named in a warning', () => {
  at('#d=attention&m=wanda');
  const { spec, warnings } = readLink(attention);
  expect(spec).toMatchObject({ domain: 'attention', method: 'minference' });
  expect(warnings.join()).toContain('“wanda”');
});
