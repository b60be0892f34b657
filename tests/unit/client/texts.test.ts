import { describe, expect, it } from 'vitest';
import { canonical, figureKey, textKey } from '../../../src/client/keys.ts';
import { textOf } from '../../../src/client/texts.ts';
import { DEFAULT_SPEC } from '../../../src/core/spec.ts';
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
    const key = figureKey(DEFAULT_SPEC);
    expect(
      figureKey({ ...DEFAULT_SPEC, compare: [], view: { ...DEFAULT_SPEC.view, query: 3 } }),
    ).toBe(key);
    expect(figureKey({ ...DEFAULT_SPEC, budget: 0.21 })).not.toBe(key);
    expect(figureKey({ ...DEFAULT_SPEC, set: { last_q: 32 } })).not.toBe(key);
    expect(textKey({ ...DEFAULT_SPEC, tokens: 256 })).not.toBe(textKey(DEFAULT_SPEC));
  });
});
