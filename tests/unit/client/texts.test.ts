import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/client/texts.ts';
import { usualOf } from '../../../src/core/card.ts';
import { canonical, figureKey } from '../../../src/core/spec.ts';
import { card } from '../../../src/domains/attention/card.ts';
import { SAMPLES } from '../../../src/model/samples.ts';
import { makeTale } from '../../../src/model/tales.ts';

describe('textOf', () => {
  it('tells the tale of a seed', async () => {
    const tale = await textOf({ kind: 'tale', seed: 7 });
    expect(tale).toEqual({ ok: true, value: makeTale(7).text });
  });

  it('hands own texts through', async () => {
    expect(await textOf({ kind: 'own', text: 'x' })).toEqual({ ok: true, value: 'x' });
  });

  it.each(SAMPLES)('has the sample $id, long enough to fill a map', async ({ id }) => {
    const sample = await textOf({ kind: 'sample', id });
    expect(sample.ok && sample.value.length).toBeGreaterThan(3500);
  });

  it('names the known samples where one is unknown', async () => {
    expect(await textOf({ kind: 'sample', id: 'toString' })).toEqual({
      ok: false,
      field: 'text',
      message: 'there is no built-in text “toString”; there are code, docs',
    });
  });
});

describe('keys', () => {
  it('do not depend on the order of keys', () => {
    expect(canonical({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
  });

  it('change with what changes a number, and with nothing else', () => {
    const usual = usualOf(card);
    const key = figureKey(usual);
    expect(figureKey({ ...usual, compare: [], view: { ...usual.view, query: 3 } })).toBe(key);
    expect(figureKey({ ...usual, budget: 0.21 })).not.toBe(key);
    expect(figureKey({ ...usual, set: { last_q: 32 } })).not.toBe(key);
    expect(figureKey({ ...usual, tokens: 256 })).not.toBe(key);
  });
});
