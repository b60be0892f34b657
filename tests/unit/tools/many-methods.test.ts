// A catalogue of 120 methods: what of it a page starts with, and what the element on other pages holds.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { CatalogueEntry } from '../../../src/core/method.ts';
import { createRandom } from '../../../src/core/random.ts';
import { usualOf } from '../../../src/core/card.ts';
import { cards } from '../../../src/domains/cards.generated.ts';
import { catalogue } from '../../../src/methods/catalogue.generated.ts';
import { listingOf } from '../../../tools/catalogue/render.ts';
import { bakedIn, embedTable } from '../../../tools/lib/embed-baked.ts';
import { bytesPerMethod, growthTo } from '../../../tools/lib/list-growth.ts';

const MANY = 120;
const gzip = (text: string): number => gzipSync(text, { level: 9 }).length;

/** Today's methods over again under other ids and in other words, so that none packs for being a copy. */
const many: readonly CatalogueEntry[] = Array.from({ length: MANY }, (_, i) => {
  const entry = catalogue[i % catalogue.length]!;
  if (i < catalogue.length) return entry;
  const { paper } = entry;
  return {
    ...entry,
    id: `${scrambled(entry.id, i)}-${i}`,
    name: scrambled(entry.name, i),
    summary: scrambled(entry.summary, i),
    about: scrambled(entry.about, i),
    ...(paper && { paper: { ...paper, title: scrambled(paper.title, i) } }),
  };
});
const lists = many.map(listingOf);

/** The letters of each word in another order. */
function scrambled(text: string, seed: number): string {
  const random = createRandom(seed);
  return text.replace(/[a-z]{3,}/g, (word) => {
    const letters = [...word];
    for (let i = letters.length - 1; i > 0; i--) {
      const j = Math.floor(random.next() * (i + 1));
      [letters[i], letters[j]] = [letters[j]!, letters[i]!];
    }
    return letters.join('');
  });
}

test('the list of 120 methods has nothing of what a chosen one is shown with', () => {
  expect(new Set(many.map(({ domain, id }) => `${domain}/${id}`)).size).toBe(MANY);
  const names = new Set(lists.flatMap((listing) => Object.keys(listing)));
  expect([...names].sort()).toEqual(['domain', 'id', 'name', 'paper', 'summary', 'tags']);
  // All that is known of all of them would not fit beside a page's other scripts.
  const whole = gzip(JSON.stringify(many));
  const list = gzip(JSON.stringify(lists));
  expect(list).toBeLessThan(16_000);
  expect(whole).toBeGreaterThan(2 * list);
});

test('one method more costs a page that lists it no more than 125 bytes', () => {
  const listings = catalogue.map(listingOf);
  expect(bytesPerMethod(listings)).toBeLessThan(125);
  // What the built site is measured with: the missing ones at that price, where there is a list at all.
  const [one, ...others] = listings;
  const script = `export const list=${JSON.stringify([one])}`;
  const missing = MANY - 1;
  expect(growthTo(MANY, script, listings)).toBeCloseTo(missing * bytesPerMethod(listings));
  expect(growthTo(MANY, 'export const a=1', listings)).toBe(0);
  expect(growthTo(1, JSON.stringify(others), listings)).toBe(0);
});

test('the element holds the same with 120 methods, and fetches a small table of them', () => {
  expect(bakedIn(cards, many, true)).toEqual(bakedIn(cards, catalogue, true));
  const { methods, places } = embedTable(cards, many);
  expect(Object.values(methods).flatMap((ids) => Object.keys(ids))).toHaveLength(MANY);
  expect(gzip(JSON.stringify(methods))).toBeLessThan(2000);
  expect(methods['attention']?.['window']).toBe(1);
  // The usual method comes first: it stands where none is named.
  for (const card of cards) {
    expect(Object.keys(methods[card.id]!)[0]).toBe(usualOf(card).method);
  }
  // A layer is a place in several domains and tells none of them.
  expect(places).toMatchObject({ matrix: 'weights' });
  expect(places).not.toHaveProperty('layer');
});
