import { expect, it } from 'vitest';
import { methods as attention } from '../../../src/views/attention/methods.ts';
import { methods as weights } from '../../../src/views/weights/methods.ts';
import { linkedSpec } from '../../../src/app/method/linked.ts';
import { cardOf, usualOf } from '../../../src/core/card.ts';
import { cards } from '../../../src/domains/cards.generated.ts';

await Promise.all([attention.load(['window']), weights.load(['wanda'])]);
const window = attention.entryOf('window');
const wanda = weights.entryOf('wanda');
const usual = {
  attention: usualOf(cardOf(cards, 'attention')),
  weights: usualOf(cardOf(cards, 'weights')),
};
const read = (hash: string, entry = window) =>
  linkedSpec(
    hash,
    entry,
    cardOf(cards, entry.domain),
    (entry.domain === 'weights' ? weights : attention).tables,
  );

it('is the usual figure without an address', () => {
  for (const hash of ['', '#']) {
    expect(read(hash)).toEqual({
      spec: { ...usual.attention, method: 'window' },
      warnings: [],
    });
  }
  expect(read('', wanda).spec).toEqual({ ...usual.weights, method: 'wanda' });
});

it('need not name the method, and may', () => {
  for (const hash of ['#b=0.5', '#m=window&b=0.5', '#b=0.5&method=window']) {
    const { spec, warnings } = read(hash);
    expect(spec).toMatchObject({ method: 'window', budget: 0.5 });
    expect(warnings).toEqual([]);
  }
  expect(read('#b=0.5', wanda).spec).toMatchObject({ domain: 'weights', method: 'wanda' });
  expect(read('#d=weights&m=wanda&b=0.3', wanda)).toMatchObject({
    spec: { method: 'wanda', budget: 0.3 },
    warnings: [],
  });
});

it('says what it could not use', () => {
  const bad = read('#b=77');
  expect(bad.spec.budget).toBe(usual.attention.budget);
  expect(bad.warnings.join()).toContain('“77”');
  const other = read('#m=oracle&b=0.5');
  expect(other.spec).toMatchObject({ method: 'window', budget: 0.2 });
  expect(other.warnings).toEqual(['this page is about Sliding window; “oracle” has its own']);
  const foreign = read('#m=wanda&b=0.5');
  expect(foreign.spec).toMatchObject({ method: 'window', budget: 0.2 });
  expect(foreign.warnings).toEqual(['this page is about Sliding window; “wanda” has its own']);
});
