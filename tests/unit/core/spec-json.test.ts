import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  specFromJson,
  specToJson,
  withBudget,
  withoutParam,
  withParam,
} from '../../../src/core/spec-codec.ts';
import { usualOf } from '../../../src/core/card.ts';
import type { FigureSpec } from '../../../src/core/spec.ts';
import { anySpec, CARDS, TABLES } from '../support/specs.ts';
import { TOY } from '../support/toy-card.ts';

const read = (json: unknown) => specFromJson(json, TABLES);
const USUAL = usualOf(CARDS[0]!);

describe('JSON', () => {
  test('reading what was written gives the same figure, as a value and as text', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const json = specToJson(spec, CARDS);
        expect(read(json)).toEqual({ spec, warnings: [] });
        expect(read(JSON.stringify(json))).toEqual({ spec, warnings: [] });
      }),
      { numRuns: 500 },
    );
  });

  test('a whole FigureSpec is valid as it stands', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        expect(read(spec)).toEqual({ spec, warnings: [] });
      }),
    );
  });

  test('what has no version is of the first: its usual figure, and the usual domain', () => {
    expect(read({ domain: 'toy' }).spec).toEqual(usualOf(TOY, 1));
    expect(read({ domain: 'toy', version: 2 }).spec).toEqual(usualOf(TOY));
    expect(specFromJson({}, { ...TABLES, usual: 'weights' }).spec.domain).toBe('weights');
    expect(read({ domain: 'weights', view: { show: 'attention' } }).spec.view.show).toBe('weights');
  });

  test('a second text is an object, a name with its tokens, or the text itself', () => {
    const tale = { kind: 'tale', seed: 8 } as const;
    expect(read({ beside: { text: 'tale.8' } }).spec.beside).toEqual({ text: tale, tokens: 512 });
    expect(read({ beside: 'tale.8,64' }).spec.beside).toEqual({ text: tale, tokens: 64 });
    expect(read({ beside: 'Once, 8' }).spec.beside).toEqual({
      ...{ text: { kind: 'own', text: 'Once, 8' }, tokens: 512 },
    });
  });

  test('only what differs is written', () => {
    expect(specToJson(USUAL, CARDS)).toEqual({ version: 2, domain: 'attention' });
    const spec: FigureSpec = {
      ...USUAL,
      budget: null,
      subject: { layer: 3, head: 4 },
      view: { ...USUAL.view, stage: 'probe' },
    };
    expect(specToJson(spec, CARDS)).toEqual({
      ...{ version: 2, domain: 'attention' },
      budget: null,
      subject: { head: 4 },
      view: { stage: 'probe' },
    });
  });

  test('attributes of an element fit in: everything a string', () => {
    const { spec, warnings } = read({
      method: 'minference',
      text: 'tale.12',
      tokens: '256',
      budget: '0.5',
      compare: 'oracle,streaming-llm',
      subject: { layer: '4', head: '0' },
      set: { gamma: '0.95', 'last q': 'false' },
      view: { zoom: '0,0,32', query: '5' },
    });
    expect(warnings).toEqual([]);
    expect(spec).toEqual({
      ...USUAL,
      text: { kind: 'tale', seed: 12 },
      tokens: 256,
      budget: 0.5,
      compare: ['oracle', 'streaming-llm'],
      subject: { layer: 4, head: 0 },
      set: { gamma: 0.95, 'last q': false },
      view: { ...USUAL.view, zoom: [0, 0, 32], query: 5 },
    });
    expect(read({ text: 'Once upon a time.' }).spec.text).toEqual({
      kind: 'own',
      text: 'Once upon a time.',
    });
  });

  test.each([
    [null, 'a figure must be an object, got null; using defaults'],
    [[1], 'a figure must be an object, got a list; using defaults'],
    ['{', /^the figure is not JSON \(.+\); using defaults$/],
    [
      { methods: 'oracle' },
      'there is no part of a figure named “methods” (did you mean “method”?); ignored',
    ],
    [
      { view: { shows: 'kept' } },
      'there is no part of view named “shows” (did you mean “show”?); ignored',
    ],
    [{ subject: 3 }, 'subject must be an object, got 3; using defaults'],
    [{ budget: 2 }, 'budget must be above 0 and at most 1, or none, got 2; using 0.2'],
    [{ tokens: null }, 'tokens must be a whole number from 1 to 131072, got null; using 512'],
    [
      { compare: [1] },
      /^methods to compare must be a list of names, got a list; using streaming-llm, /,
    ],
    [
      { text: { kind: 'own' } },
      'text must be a tale, a sample or an own text, got “own”; using tale.7',
    ],
    [
      { view: { zoom: [0, 0, -1] } },
      'zoom must be first query, first key and side, got “0,0,-1”; showing the whole map',
    ],
    // Such an object cannot be turned into a number or a text.
    [{ version: { toString: '' } }, /^this figure was saved in version an object of the format/],
    [{ version: null }, /^this figure was saved in version null of the format/],
    [{ kind: 3 }, 'there is no kind of attention 3; using “head”'],
    [{ beside: 3 }, 'beside must be a second text, got 3; ignored'],
    [{ drawing: [] }, 'a drawing must be of 1 to 600 characters, got a list; ignored'],
    [{ pruned: 3 }, 'pruned must be a figure as a link has it, got 3; ignored'],
    [{ view: { stage: 4 } }, 'there is no stage of minference 4; showing the final mask'],
  ])('%j', (json, warning) => {
    const { spec, warnings } = read(json);
    expect(spec).toEqual(USUAL);
    expect(warnings).toEqual([
      typeof warning === 'string' ? warning : expect.stringMatching(warning),
    ]);
  });

  test('no JSON makes it throw, and what comes out is a valid figure', () => {
    const keys = [
      'method',
      'text',
      'budget',
      'compare',
      'subject',
      'set',
      'view',
      'version',
      'domain',
      ...['kind', 'beside', 'drawing', 'file', 'pruned', 'tokens', 'model'],
    ];
    const shaped = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string(), shaped), (json) => {
        const { spec } = read(json);
        expect(read(specToJson(spec, CARDS))).toEqual({ spec, warnings: [] });
      }),
      { numRuns: 500 },
    );
  });
});

describe('changes', () => {
  const spec = withParam(withParam(USUAL, 'gamma', 0.5), 'vertical_size', 32);

  test('a parameter is set, replaced and given back', () => {
    expect(spec.set).toEqual({ gamma: 0.5, vertical_size: 32 });
    expect(withParam(spec, 'gamma', 0.7).set).toEqual({ gamma: 0.7, vertical_size: 32 });
    expect(withoutParam(spec, 'gamma').set).toEqual({ vertical_size: 32 });
    expect(withoutParam(spec, 'absent')).toEqual(spec);
    expect(USUAL.set).toEqual({});
  });

  test('a budget drops the settings that it moves, and only those', () => {
    expect(withBudget(spec, 0.4, ['vertical_size', 'slash_size'])).toEqual({
      ...spec,
      budget: 0.4,
      set: { gamma: 0.5 },
    });
    expect(withBudget(spec, null, [])).toEqual({ ...spec, budget: null });
  });
});
