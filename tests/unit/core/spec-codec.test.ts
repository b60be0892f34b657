import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText, encodeText, readQuery, writeQuery } from '../../../src/core/link-text.ts';
import { cardOf, usualOf } from '../../../src/core/card.ts';
import { decodeSpec, encodeSpec } from '../../../src/core/spec-codec.ts';
import { figureKey, type FigureSpec } from '../../../src/core/spec.ts';
import { anySpec, anyString, CARDS, TABLES } from '../support/specs.ts';
import { TOY } from '../support/toy-card.ts';

const read = (query: string) => decodeSpec(query, TABLES);
const write = (spec: FigureSpec) => encodeSpec(spec, CARDS);
const USUAL = usualOf(CARDS[0]!);
const USUAL_WEIGHTS = usualOf(cardOf(CARDS, 'weights'));

describe('links', () => {
  test('decode(encode(x)) is x, without warnings', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        expect(read(write(spec))).toEqual({ spec, warnings: [] });
      }),
      { numRuns: 1000 },
    );
  });

  test('a link is one word: nothing in it is rewritten by an address bar or cut off in prose', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const query = write(spec);
        expect(query).toMatch(/^[\w\-.~,:@/?+%=&]*$/);
        expect(query).not.toMatch(/[.,:?_~]$/);
        const url = new URL(`https://example.org/atlas/#${query}`);
        expect(url.hash.slice(1)).toBe(query);
        expect(new URL(`https://example.org/embed.html?${query}`).search.slice(1)).toBe(query);
      }),
    );
  });

  test('the empty link is the usual figure, which is written as its version alone', () => {
    expect(write(USUAL)).toBe('v=2');
    expect(read('v=2')).toEqual({ spec: USUAL, warnings: [] });
    for (const empty of ['', '#', '?', '&&', '#&amp;']) {
      expect(read(empty)).toEqual({ spec: USUAL, warnings: [] });
    }
  });

  test('names are sorted and defaults left out', () => {
    const spec: FigureSpec = {
      ...USUAL,
      text: { kind: 'own', text: 'One ring,\nto rule them all.' },
      subject: { head: 5, layer: 3 },
      set: { vertical_size: 32, gamma: 0.9 },
      compare: ['oracle', 'block-topk'],
      budget: null,
      view: { show: 'lost', stage: 'probe', query: 12, frame: null, zoom: [4, 0, 16] },
    };
    expect(write(spec)).toBe(
      'b=none&head=5&p.gamma=0.9&p.vertical_size=32&query=12&show=lost&stage=probe' +
        '&text=One+ring,%0Ato+rule+them+all.&v=2&vs=oracle,block-topk&zoom=4,0,16',
    );
  });

  test('the parts that few figures have are written in a word each', () => {
    const spec: FigureSpec = {
      ...usualOf(TOY),
      kind: 'net',
      subject: { seed: 3, noise: 0.2 },
      beside: { text: { kind: 'tale', seed: 8 }, tokens: 256 },
      drawing: '3.4-5.6',
      file: 'ab'.repeat(32),
      pruned: 'd=weights&m=wanda&v=2',
      view: { show: 'kept', stage: 'draw', query: null, frame: 40, zoom: [0, 2, 8, 16] },
    };
    expect(write(spec)).toBe(
      `beside=tale.8,256&d=toy&drawing=3.4-5.6&file=${'ab'.repeat(32)}&frame=40&kind=net` +
        '&pruned=d%3Dweights%26m%3Dwanda%26v%3D2&seed=3&stage=draw&v=2&zoom=0,2,8,16',
    );
    expect(read(write(spec))).toEqual({ spec, warnings: [] });
    const own = { ...spec, beside: { text: { kind: 'own', text: 'a, "b"' } as const, tokens: 9 } };
    expect(write(own)).toContain('beside=%7B%22text%22:%7B%22kind%22:%22own%22,');
    expect(read(write(own))).toEqual({ spec: own, warnings: [] });
  });

  test('a second text by its name alone has as many tokens as the first', () => {
    expect(read('n=64&beside=sample.code').spec.beside).toEqual({
      text: { kind: 'sample', id: 'code' },
      tokens: 64,
    });
  });

  test('the last character is escaped where it looks like the end of a sentence', () => {
    expect(write({ ...USUAL, compare: ['mine.'] })).toBe('v=2&vs=mine%2E');
    expect(writeQuery([['text', 'Why?']])).toBe('text=Why%3F');
  });

  test('a method of another domain brings its domain and that domain’s defaults', () => {
    expect(read('m=magnitude').spec).toEqual({ ...USUAL_WEIGHTS, method: 'magnitude' });
    expect(write(USUAL_WEIGHTS)).toBe('d=weights&v=2');
    expect(read('d=weights').spec).toEqual(USUAL_WEIGHTS);
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
    for (const { id, kinds } of CARDS) {
      for (const kind of kinds) {
        for (const name of Object.keys(kind.params)) {
          const { warnings } = read(`d=${id}&kind=${kind.id}&${name}=nothing-like-it`);
          expect(warnings).toEqual([expect.stringMatching(`^${name} must be`)]);
        }
      }
    }
  });
});

describe('versions', () => {
  const first = usualOf(TOY, 1);

  test('a link without one keeps the meaning that it had before there were others', () => {
    expect(read('d=toy').spec).toEqual(first);
    expect(read('d=toy&v=1').spec).toEqual(first);
    expect(read('d=toy&v=2').spec).toEqual(usualOf(TOY));
    expect(first.tokens).not.toBe(usualOf(TOY).tokens);
    expect(read('d=toy&b=0.5&noise=0.3').spec).toEqual({
      ...first,
      budget: 0.5,
      subject: { seed: 50, noise: 0.3 },
    });
  });

  test('what was usual is written out once it is no more', () => {
    const query = write(first);
    expect(query).toBe('b=none&d=toy&kind=net&m=magnitude&n=16&seed=50&show=all&v=2&vs=sketch');
    expect(read(query)).toEqual({ spec: first, warnings: [] });
    expect(write(usualOf(TOY))).toBe('d=toy&v=2');
  });

  test('a usual figure of version 1 stays until a card says another one', () => {
    expect(read('v=2').spec).toEqual(read('').spec);
    expect(usualOf(TOY, 9)).toBe(TOY.usual[2]);
    expect(usualOf({ ...TOY, usual: { 2: first } }, 1)).toBe(first);
  });

  test('the place of the usual figure is none of another kind', () => {
    expect(read('d=toy&kind=scene').spec.subject).toEqual({ seed: 4, light: false });
    expect(read('d=toy&kind=net&v=2').spec.subject).toEqual({ seed: 1, noise: 0.2 });
  });

  test('any old link says the same after it was read and written anew', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const old = write(spec).replace(/(^|&)v=2(&|$)/, '$1$2');
        const { spec: meant } = read(old);
        expect(read(write(meant))).toEqual({ spec: meant, warnings: [] });
      }),
    );
  });
});

describe('ids that stand in two domains', () => {
  const on = (usual: string, query: string) => decodeSpec(query, { ...TABLES, usual }).spec.domain;

  test('are of the usual domain where it has them, else of the first card that does', () => {
    expect(read('m=magnitude').spec.domain).toBe('weights');
    expect(on('toy', 'm=magnitude')).toBe('toy');
    expect(on('weights', 'm=oracle')).toBe('attention');
    expect(on('toy', 'm=wanda')).toBe('weights');
    expect(on('weights', '')).toBe('weights');
    expect(on('weights', 'm=nothing')).toBe('weights');
  });

  test('are of the domain that is named', () => {
    expect(read('d=toy&m=magnitude').spec).toEqual(usualOf(TOY, 1));
    expect(on('weights', 'd=attention&m=oracle')).toBe('attention');
  });

  test('in what the atlas wrote mean the same on every page', () => {
    fc.assert(
      fc.property(anySpec, fc.constantFrom(...CARDS), (spec, { id: usual }) => {
        expect(decodeSpec(write(spec), { ...TABLES, usual })).toEqual({ spec, warnings: [] });
      }),
    );
  });
});

describe('names that changed', () => {
  test('a way to look is known by its former name too', () => {
    const { spec, warnings } = read('d=weights&show=attention');
    expect(spec.view.show).toBe('weights');
    expect(warnings).toEqual([]);
    expect(write(spec)).toBe('d=weights&show=weights&v=2');
    expect(read('d=toy&show=whole').spec.view.show).toBe('all');
    expect(read('show=attention').spec.view.show).toBe('attention');
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
    ['zoom=1,2', 'zoom must be first query, first key and side, got “1,2”; showing the whole map'],
    [
      'zoom=1,,3',
      'zoom must be first query, first key and side, got “1,,3”; showing the whole map',
    ],
    [
      'zoom=1,2,3,4,5',
      'zoom must be first query, first key and side, got “1,2,3,4,5”; showing the whole map',
    ],
    [
      'zoom=1,2,3,0',
      'zoom must be first query, first key and side, got “1,2,3,0”; showing the whole map',
    ],
    ['kind=matrix', 'there is no kind of attention “matrix”; using “head”'],
    ['frame=-1', 'frame must be from 0 to 1000000, got -1; showing the last'],
    ['drawing=', 'a drawing must be of 1 to 600 characters, got 0; ignored'],
    [`drawing=${'x'.repeat(601)}`, 'a drawing must be of 1 to 600 characters, got 601; ignored'],
    ['file=abc', 'file must be the SHA-256 of a file, 64 hexadecimal digits, got “abc”; ignored'],
    ['pruned=wanda', 'pruned must be a figure as a link has it, got “wanda”; ignored'],
    [
      'beside=tale.x,9',
      'the tale’s seed must be a whole number from 0 to 4294967295, got “x”; using tale.7',
      { beside: { text: USUAL.text, tokens: 9 } },
    ],
    [
      'beside=tale.8,0',
      'tokens must be from 1 to 131072, got 0; using 512',
      { beside: { text: { kind: 'tale', seed: 8 }, tokens: 512 } },
    ],
    ['laye=3', 'a figure has no part “laye” (did you mean “layer”?); “3” is ignored'],
    ['b=0.2&b=0.5', '“budget” is given twice; the last one counts', { budget: 0.5 }],
    [
      'v=3',
      'this figure was saved in version “3” of the format, this page reads version 2: parts of it may be missing',
    ],
    [
      'v=',
      'this figure was saved in version “” of the format, this page reads version 2: parts of it may be missing',
    ],
  ];
  for (const [query, warning, changed] of cases) {
    test(query, () => {
      expect(read(query)).toEqual({ spec: { ...USUAL, ...changed }, warnings: [warning] });
    });
  }

  test('one bad part leaves the others alone', () => {
    const { spec, warnings } = read('layer=4&head=x&m=oracle&show=lost');
    expect(spec).toEqual({
      ...USUAL,
      method: 'oracle',
      subject: { layer: 4, head: 3 },
      view: { ...USUAL.view, show: 'lost' },
    });
    expect(warnings).toHaveLength(1);
  });

  test('names that every object inherits are unknown like any other', () => {
    const { spec, warnings } = read('__proto__=1&constructor=2&p.__proto__=3&p.toString=4');
    expect(spec).toEqual(USUAL);
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
    const names = [
      ...['v', 'd', 'kind', 'm', 'b', 'vs', 'n', 't', 'text', 'model', 'show', 'stage', 'query'],
      ...['beside', 'drawing', 'file', 'pruned', 'frame', 'zoom'],
    ];
    const name = fc.constantFrom(...names, 'layer', 'head', 'matrix', 'seed', 'p.gamma', 'p.', 'x');
    const value = fc.oneof(
      anyString,
      fc.constantFrom(
        'wanda',
        'weights',
        'toy',
        'scene',
        '2',
        '1e999',
        '-0',
        '%',
        'a,b',
        '{"text":1}',
      ),
    );
    const pairs = fc.array(fc.tuple(name, value), { maxLength: 8 });
    const shaped = pairs.map((list) => list.map(([n, v]) => `${n}=${v}`).join('&'));
    const cut = anySpec.chain((spec) => {
      const query = write(spec);
      return fc.nat(query.length).map((length) => query.slice(0, length));
    });
    fc.assert(
      fc.property(fc.oneof(anyString, shaped, cut), (query) => {
        const { spec, warnings } = read(query);
        expect(read(write(spec))).toEqual({ spec, warnings: [] });
        expect(new Set(warnings).size).toBe(warnings.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('an empty catalogue still gives a figure', () => {
    const nothing = { cards: CARDS, methods: new Map() };
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
        const alike = write({ ...USUAL, ...numbers(a) }) === write({ ...USUAL, ...numbers(b) });
        expect(figureKey(a) === figureKey(b)).toBe(alike);
      }),
    );
    const key = figureKey(USUAL);
    const changes: Partial<FigureSpec>[] = [
      { model: 'other.model_1' },
      { text: { kind: 'tale', seed: 8 } },
      { text: { kind: 'own', text: '' } },
      { tokens: 511 },
      { subject: { layer: 3, head: 2 } },
      { kind: 'other' },
      { beside: { text: { kind: 'tale', seed: 8 }, tokens: 512 } },
      { drawing: '1' },
      { file: 'ab'.repeat(32) },
      { pruned: 'd=weights' },
      { method: 'oracle' },
      { budget: null },
      { set: { gamma: 0.9 } },
    ];
    const keys = changes.map((change) => figureKey({ ...USUAL, ...change }));
    expect(new Set([key, ...keys]).size).toBe(changes.length + 1);
  });
});
