import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText, encodeText, readQuery } from '../../../src/core/link-text.ts';
import {
  decodeSpec,
  encodeSpec,
  figureKey,
  type SpecMethod,
} from '../../../src/core/spec-codec.ts';
import { DEFAULT_SPEC, DEFAULT_SPECS, type FigureSpec } from '../../../src/core/spec.ts';
import { subjectTables } from '../../../src/core/subjects.ts';
import { anySpec, anyString, TABLES } from '../support/specs.ts';

const read = (query: string) => decodeSpec(query, TABLES);

describe('links', () => {
  test('decode(encode(x)) is x, without warnings', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        expect(read(encodeSpec(spec))).toEqual({ spec, warnings: [] });
      }),
      { numRuns: 1000 },
    );
  });

  test('a link is one word: nothing in it is rewritten by an address bar or cut off in prose', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const query = encodeSpec(spec);
        expect(query).toMatch(/^[\w\-.~,:@/?+%=&]*$/);
        expect(query).not.toMatch(/[.,:?_~]$/);
        const url = new URL(`https://example.org/atlas/#${query}`);
        expect(url.hash.slice(1)).toBe(query);
        expect(new URL(`https://example.org/embed.html?${query}`).search.slice(1)).toBe(query);
      }),
    );
  });

  test('the default figure is the empty link', () => {
    expect(encodeSpec(DEFAULT_SPEC)).toBe('');
    for (const empty of ['', '#', '?', '&&', '#&amp;']) {
      expect(read(empty)).toEqual({ spec: DEFAULT_SPEC, warnings: [] });
    }
  });

  test('names are sorted and defaults left out', () => {
    const spec: FigureSpec = {
      ...DEFAULT_SPEC,
      text: { kind: 'own', text: 'One ring,\nto rule them all.' },
      subject: { head: 5, layer: 3 },
      set: { vertical_size: 32, gamma: 0.9 },
      compare: ['oracle', 'block-topk'],
      budget: null,
      view: { show: 'lost', stage: 'probe', query: 12, zoom: [4, 0, 16] },
    };
    expect(encodeSpec(spec)).toBe(
      'b=none&head=5&p.gamma=0.9&p.vertical_size=32&query=12&show=lost&stage=probe' +
        '&text=One+ring,%0Ato+rule+them+all.&vs=oracle,block-topk&zoom=4,0,16',
    );
  });

  test('the last character is escaped where it looks like the end of a sentence', () => {
    const spec: FigureSpec = { ...DEFAULT_SPEC, text: { kind: 'own', text: 'Why?' } };
    expect(encodeSpec(spec)).toBe('text=Why%3F');
  });

  test('a method of another domain brings its domain and that domain’s defaults', () => {
    expect(read('m=magnitude').spec).toEqual({ ...DEFAULT_SPECS.weights, method: 'magnitude' });
    expect(encodeSpec(DEFAULT_SPECS.weights)).toBe('d=weights');
    expect(read('d=weights').spec).toEqual(DEFAULT_SPECS.weights);
  });

  test('long names and links that went through HTML or a form are read too', () => {
    const { spec, warnings } = read(
      '?method=oracle&amp;budget=0.5&amp;tokens=64&compare=&text=a%20b',
    );
    expect(spec).toMatchObject({ method: 'oracle', budget: 0.5, tokens: 64, compare: [] });
    expect(spec.text).toEqual({ kind: 'own', text: 'a b' });
    expect(warnings).toEqual([]);
  });

  test('no name of a subject is a name of the link itself', () => {
    for (const table of Object.values(subjectTables)) {
      for (const name of Object.keys(table)) {
        const query = `${name}=nothing-like-it`;
        const said = Object.entries(subjectTables).flatMap(([domain]) =>
          read(`d=${domain}&${query}`).warnings.join(),
        );
        expect(said.some((text) => text.startsWith(`${name} must be`))).toBe(true);
      }
    }
  });
});

describe('what cannot be used', () => {
  const cases: readonly (readonly [query: string, warning: string, at?: Partial<FigureSpec>])[] = [
    ['b=7', 'budget must be above 0 and at most 1, or none, got “7”; using 0.2'],
    ['b=0', 'budget must be above 0 and at most 1, or none, got “0”; using 0.2'],
    ['b=', 'budget must be above 0 and at most 1, or none, got “”; using 0.2'],
    ['layer=99', 'layer must be from 0 to 63, got 99; using 3'],
    ['head=two', 'head must be a whole number from 0 to 127, got “two”; using 3'],
    ['matrix=q', 'there is no parameter “matrix”; there are layer, head; “q” is ignored'],
    ['n=0', 'tokens must be from 1 to 131072, got 0; using 512'],
    [
      'm=minferense&p.gamma=1&stage=probe',
      'there is no method for attention named “minferense” (did you mean “minference”?); using “minference”, its settings are left out',
    ],
    ['d=attention&m=wanda', 'there is no method for attention named “wanda”; using “minference”'],
    ['d=atention', 'there is no domain “atention” (did you mean “attention”?); using “attention”'],
    ['model=atlas-3', 'there is no model “atlas-3” (did you mean “atlas-3m”?); using “atlas-3m”'],
    [
      'p.vertical_size=0',
      'vertical_size must be from 1 to 4096, got 0; using the method’s own value',
    ],
    [
      'p.vertical_sizes=3',
      'there is no parameter “vertical_sizes”; did you mean “vertical_size”? there are vertical_size, gamma, pattern, last q; “3” is ignored',
    ],
    [
      'vs=oracle,strem',
      'there is no method for attention named “strem”; left out of the curves',
      { compare: ['oracle'] },
    ],
    [
      't=tale.x',
      'the tale’s seed must be a whole number from 0 to 4294967295, got “x”; using tale.7',
    ],
    ['t=sample.cod', 'there is no built-in text “cod” (did you mean “code”?); using tale.7'],
    ['t=story.1', 'text must be a tale, a sample or an own text, got “story.1”; using tale.7'],
    ['show=all', 'show must be one of attention, kept, lost, got “all”; using kept'],
    [
      'stage=prob',
      'there is no stage of minference “prob” (did you mean “probe”?); showing the final mask',
    ],
    ['query=-1', 'query must be from 0 to 131071, got -1; no query is inspected'],
    [
      'zoom=1,2',
      'zoom must be first query, first key and side in tokens, got “1,2”; showing the whole map',
    ],
    [
      'zoom=1,,3',
      'zoom must be first query, first key and side in tokens, got “1,,3”; showing the whole map',
    ],
    ['laye=3', 'a figure has no part “laye” (did you mean “layer”?); “3” is ignored'],
    ['b=0.2&b=0.5', '“budget” is given twice; the last one counts', { budget: 0.5 }],
    [
      'v=2',
      'this figure was saved in version “2” of the format, this page reads version 1: parts of it may be missing',
    ],
  ];
  for (const [query, warning, changed] of cases) {
    test(query, () => {
      expect(read(query)).toEqual({ spec: { ...DEFAULT_SPEC, ...changed }, warnings: [warning] });
    });
  }

  test('one bad part leaves the others alone', () => {
    const { spec, warnings } = read('layer=4&head=x&m=oracle&show=lost');
    expect(spec).toEqual({
      ...DEFAULT_SPEC,
      method: 'oracle',
      subject: { layer: 4, head: 3 },
      view: { ...DEFAULT_SPEC.view, show: 'lost' },
    });
    expect(warnings).toHaveLength(1);
  });

  test('names that every object inherits are unknown like any other', () => {
    const { spec, warnings } = read('__proto__=1&constructor=2&p.__proto__=3&p.toString=4');
    expect(spec).toEqual(DEFAULT_SPEC);
    expect(warnings).toHaveLength(4);
  });

  test('many warnings are summed up, none is said twice', () => {
    const many = Array.from({ length: 50 }, (_, i) => `part-number-${i}=x`).join('&');
    const { warnings } = read(many);
    expect(warnings).toHaveLength(9);
    expect(warnings[8]).toBe('42 more parts could not be used');
    expect(read('zzzz=1&zzzz=1&zzzz=1').warnings).toEqual([
      'a figure has no part “zzzz”; “1” is ignored',
      '“zzzz” is given twice; the last one counts',
    ]);
  });

  test('no string makes it throw, and what comes out is a valid figure', () => {
    const names = ['v', 'd', 'm', 'b', 'vs', 'n', 't', 'text', 'model', 'show', 'stage', 'query'];
    const name = fc.constantFrom(...names, 'zoom', 'layer', 'head', 'matrix', 'p.gamma', 'p.', 'x');
    const value = fc.oneof(
      anyString,
      fc.constantFrom('wanda', 'weights', '1e999', '-0', '%', 'a,b'),
    );
    const pairs = fc.array(fc.tuple(name, value), { maxLength: 8 });
    const shaped = pairs.map((list) => list.map(([n, v]) => `${n}=${v}`).join('&'));
    const cut = anySpec.chain((spec) => {
      const query = encodeSpec(spec);
      return fc.nat(query.length).map((length) => query.slice(0, length));
    });
    fc.assert(
      fc.property(fc.oneof(anyString, shaped, cut), (query) => {
        const { spec, warnings } = read(query);
        expect(read(encodeSpec(spec))).toEqual({ spec, warnings: [] });
        expect(new Set(warnings).size).toBe(warnings.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('an empty catalogue still gives a figure', () => {
    const nothing = { subjects: subjectTables, methods: new Map<string, SpecMethod>() };
    const { spec } = decodeSpec('m=oracle&p.x=1&vs=oracle&model=..%2Fsecret&t=sample.any', nothing);
    expect(spec).toMatchObject({ method: 'minference', set: {}, compare: [], model: 'atlas-3m' });
    expect(spec.text).toEqual({ kind: 'sample', id: 'any' });
  });
});

describe('text in links', () => {
  test('any string comes back as it was', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        expect(decodeText(encodeText(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test('well-formed text is read by the platform’s own decoder too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(new URLSearchParams(`t=${encodeText(text)}`).get('t')).toBe(text);
      }),
    );
  });

  test.each([
    ['a b', 'a+b'],
    ['1+1=2', '1%2B1%3D2'],
    ['\n', '%0A'],
    ['é', '%C3%A9'],
    ['中', '%E4%B8%AD'],
    ['😀', '%F0%9F%98%80'],
    ['\ud83d', '%ED%A0%BD'],
  ])('%j is written %s', (text, written) => {
    expect(encodeText(text)).toBe(written);
  });

  test.each([
    ['100%', '100%'],
    ['%zz%4', '%zz%4'],
    ['%C3', '\ufffd'],
    ['%C3%41', '\ufffdA'],
    ['%C0%80', '\ufffd\ufffd'],
    ['%E0%80%80', '\ufffd\ufffd\ufffd'],
    ['%F4%90%80%80', '\ufffd\ufffd\ufffd\ufffd'],
    ['%FF', '\ufffd'],
    ['%f0%9f%98%80é', '😀é'],
  ])('%s is read as %j', (written, text) => {
    expect(decodeText(written)).toBe(text);
  });

  test('pairs split at the first equals sign; a lone name has an empty value', () => {
    expect(readQuery('#a=b=c&d&=e')).toEqual([
      ['a', 'b=c'],
      ['d', ''],
      ['', 'e'],
    ]);
  });
});

describe('figureKey', () => {
  test('ignores the view and the other curves, and nothing else', () => {
    fc.assert(
      fc.property(anySpec, anySpec, (a, b) => {
        expect(figureKey({ ...a, view: b.view, compare: b.compare })).toBe(figureKey(a));
        const numbers = ({ view: _, compare: __, ...rest }: FigureSpec): object => rest;
        const alike =
          encodeSpec({ ...DEFAULT_SPEC, ...numbers(a) }) ===
          encodeSpec({ ...DEFAULT_SPEC, ...numbers(b) });
        expect(figureKey(a) === figureKey(b)).toBe(alike);
      }),
    );
    const key = figureKey(DEFAULT_SPEC);
    const changes: Partial<FigureSpec>[] = [
      { model: 'other.model_1' },
      { text: { kind: 'tale', seed: 8 } },
      { text: { kind: 'own', text: '' } },
      { tokens: 511 },
      { subject: { layer: 3, head: 2 } },
      { method: 'oracle' },
      { budget: null },
      { set: { gamma: 0.9 } },
    ];
    const keys = changes.map((change) => figureKey({ ...DEFAULT_SPEC, ...change }));
    expect(new Set([key, ...keys]).size).toBe(changes.length + 1);
  });
});
