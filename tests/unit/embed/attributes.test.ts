// A figure written as attributes and read back is the same figure; what is mistyped is refused by name.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SnapshotEntry } from '../../../src/client/snapshots.ts';
import { ExpectedError } from '../../../src/core/result.ts';
import { decodeSpec } from '../../../src/core/spec-codec.ts';
import { usualOf } from '../../../src/core/card.ts';
import type { FigureSpec, TextSource } from '../../../src/core/spec.ts';
import { card } from '../../../src/domains/attention/card.ts';
import { attributesOf, explicitQuery } from '../../../src/embed/attributes.ts';
import { isNamed, readWish } from '../../../src/embed/reading.ts';
import { methods } from '../../../src/views/attention/methods.ts';

const USUAL = usualOf(card);

const entry = (layer: number, head: number, name: string): SnapshotEntry => ({
  ...{ domain: 'attention', kind: 'head' },
  file: `${name}.${layer}.${head}`,
  ...{ name, model: 'atlas-3m' },
  text: name === 'code' ? { kind: 'sample', id: 'code' } : USUAL.text,
  ...{ mark: '', tokens: 512, subject: { layer, head }, offered: true, about: {} },
});
await methods.load(methods.all.map(({ id }) => id));
const { tables } = methods;
const SNAPSHOTS = [entry(2, 1, 'tale-needle'), entry(4, 5, 'code')];

const read = (
  attributes: Record<string, string>,
  spec: unknown = null,
  since: readonly string[] = [],
) =>
  readWish(
    {
      ...{ attributes: new Map(Object.entries(attributes)), spec },
      ...{ since: new Set(since), tensors: null },
    },
    SNAPSHOTS,
    methods,
  );

const failure = (attributes: Record<string, string>): ExpectedError => {
  try {
    read(attributes);
  } catch (error) {
    if (error instanceof ExpectedError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

const specs: fc.Arbitrary<FigureSpec> = fc
  .record({
    method: fc.constantFrom('streaming-llm', 'window', 'oracle'),
    budget: fc.option(fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100)),
    layer: fc.nat(63),
    head: fc.nat(127),
    tokens: fc.integer({ min: 1, max: 4096 }),
    seed: fc.nat(1000),
    show: fc.constantFrom('attention', 'kept', 'lost'),
    query: fc.option(fc.nat(511)),
    frame: fc.option(fc.nat(300)),
    beside: fc.option(
      fc.record({
        text: fc.constantFrom<TextSource>(
          { kind: 'tale', seed: 8 },
          { kind: 'sample', id: 'code' },
          { kind: 'own', text: 'a "b", {c}' },
        ),
        tokens: fc.integer({ min: 1, max: 4096 }),
      }),
    ),
    drawing: fc.option(fc.constant('3.4-5.6')),
    file: fc.option(fc.constant('ab'.repeat(32))),
    pruned: fc.option(fc.constant('b=0.5&d=weights&m=wanda')),
    zoom: fc.option(fc.tuple(fc.nat(100), fc.nat(100), fc.integer({ min: 8, max: 64 }))),
  })
  .map(({ layer, head, seed, show, query, frame, zoom, ...parts }) => ({
    ...USUAL,
    ...parts,
    text: { kind: 'tale', seed } as const,
    subject: { layer, head },
    view: { ...USUAL.view, show, query, frame, zoom },
  }));

test('how the element behaves may be said, or left open', () => {
  for (const theme of ['auto', 'light', 'dark', '']) expect(() => read({ theme })).not.toThrow();
  for (const loading of ['lazy', 'eager', '']) expect(() => read({ loading })).not.toThrow();
});

test('attributes of a figure give the figure back', () => {
  fc.assert(
    fc.property(specs, (spec) => {
      expect(read(Object.fromEntries(attributesOf(spec))).spec).toEqual(spec);
    }),
  );
});

test('the query of a frame gives the figure back, and leaves nothing to defaults', () => {
  fc.assert(
    fc.property(specs, (spec) => {
      const query = explicitQuery(spec);
      expect(decodeSpec(query, tables)).toEqual({ spec, warnings: [] });
      for (const name of ['method', 'budget', 't', 'layer', 'head']) {
        expect(query).toMatch(new RegExp(`(^|&)${name}=`));
      }
    }),
  );
});

test('settings travel in both', () => {
  const spec = { ...USUAL, method: 'streaming-llm', set: { sinks: 8, window: 32 } };
  expect(Object.fromEntries(attributesOf(spec))).toMatchObject({ set: 'sinks=8 window=32' });
  expect(read(Object.fromEntries(attributesOf(spec))).spec.set).toEqual(spec.set);
  expect(decodeSpec(explicitQuery(spec), tables).spec.set).toEqual(spec.set);
});

test('attributes win over the whole spec, part by part', () => {
  const { spec } = read({ spec: '{"method":"window","view":{"show":"lost"}}', budget: '0.4' });
  expect(spec).toMatchObject({ method: 'window', budget: 0.4, view: { show: 'lost' } });
  const link = read({ spec: 'https://atlas.example/#m=window&b=0.3', head: '2', layer: '1' }).spec;
  expect(link).toMatchObject({ method: 'window', budget: 0.3, subject: { layer: 1, head: 2 } });
});

test('a spec set by property wins over what was there before, and what is written next over it', () => {
  const tag = { method: 'window', budget: '0.2', layer: '2', head: '1', set: 'window=9' };
  const part = { method: 'oracle', budget: 0.9 };
  expect(read({ ...tag, set: '' }, part).spec).toMatchObject({
    ...part,
    subject: { layer: 2, head: 1 },
  });
  expect(read({ budget: 'none' }, part, ['budget']).spec).toMatchObject({ ...part, budget: null });
  // Whole, as an event tells it: nothing of the tag is left, not even its settings.
  const whole = { ...USUAL, budget: 0.4, subject: { layer: 4, head: 5 } };
  expect(read(tag, whole).spec).toEqual(whole);
  expect(read(tag, '#b=0.7').spec).toEqual({
    ...USUAL,
    budget: 0.7,
    subject: { layer: 2, head: 1 },
  });
});

test('a subject names text and tokens, and its first head where none is asked for', () => {
  expect(read({ subject: 'code' }).spec).toMatchObject({
    text: { kind: 'sample', id: 'code' },
    subject: { layer: 4, head: 5 },
  });
  expect(read({ subject: 'code', layer: '1' }).spec.subject['layer']).toBe(1);
});

test.for([
  [{ method: 'minferense' }, 'method', /“minference”/],
  [{ methode: 'minference' }, 'methode', /did you mean method/],
  [{ budget: '2' }, 'budget', /at most 1, or none, got “2”$/],
  [{ method: 'streaming-llm', set: 'sink=4' }, 'set', /sink/],
  [{ set: 'sinks' }, 'set', /name=value/],
  [{ layer: 'two' }, 'layer', /two/],
  [{ subject: 'tale-noodle' }, 'subject', /there are tale-needle, code/],
  [{ controls: 'budget knob' }, 'controls', /“knob”/],
  [{ zoom: '1,2' }, 'zoom', /side/],
  [{ spec: '{' }, 'spec', /not JSON/],
  [{ theme: 'drak' }, 'theme', /^theme="drak": did you mean dark\?/],
  [{ loading: 'always' }, 'loading', /^loading="always": there are lazy, eager/],
  [{ controls: 'budget sink', method: 'streaming-llm' }, 'controls', /did you mean sinks\?/],
] as const)('%j is refused', ([attributes, field, message]) => {
  const error = failure(attributes);
  expect(error.field).toBe(field);
  expect(error.message).toMatch(message);
});

test('a place that a link or JSON names is meant, even the usual one', () => {
  const { subject } = USUAL;
  expect(subject).not.toEqual({ layer: 2, head: 1 }); // or it could not fail
  const named = explicitQuery({ ...USUAL, method: 'oracle' });
  expect(read({ spec: named }).spec.subject).toEqual(subject);
  expect(read({ spec: JSON.stringify({ subject }) }).spec.subject).toEqual(subject);
  expect(read({ spec: 'm=oracle' }).spec.subject).toEqual({ layer: 2, head: 1 });
  expect(read({ spec: '{"method":"oracle"}' }).spec.subject).toEqual({ layer: 2, head: 1 });
});

test('attributes of HTML itself are nobody’s mistake', () => {
  const own = { class: 'wide', id: 'f', style: '', title: 't', 'data-x': '1', 'aria-label': 'a' };
  expect(read({ method: 'window', ...own }).spec.method).toBe('window');
});

test('a figure is named by a method, a place or a whole, not by how it is looked at', () => {
  const named = (
    attributes: Record<string, string>,
    spec: unknown = null,
    tensors: unknown = null,
  ): boolean =>
    isNamed({
      ...{ attributes: new Map(Object.entries(attributes)), spec, tensors },
      since: new Set(),
    });
  const how = { controls: 'all', theme: 'dark', loading: 'eager', budget: '0.3', set: 'sinks=4' };
  expect(named({ ...how, show: 'lost', query: '9', tokens: '64', class: 'wide' })).toBe(false);
  expect(named({ spec: ' ' })).toBe(false);
  expect(named({ spec: '{}' }, {})).toBe(false);
  for (const which of ['method', 'domain', 'subject', 'text', 'layer', 'matrix', 'spec'])
    expect(named({ ...how, [which]: 'x' })).toBe(true);
  expect(named({ spec: '#b=0.3' })).toBe(true);
  expect(named({}, { method: 'window' })).toBe(true);
  expect(named({}, 'm=window')).toBe(true);
  expect(named({}, null, { n: 8 })).toBe(true);
});
