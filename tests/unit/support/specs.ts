// A small catalogue and random figures over it.
import fc from 'fast-check';
import type { Card } from '../../../src/core/card.ts';
import type { ParamTable } from '../../../src/core/params.ts';
import type { SpecMethod, SpecMethods, SpecTables } from '../../../src/core/spec-codec.ts';
import {
  type Beside,
  type FigureSpec,
  type TextSource,
  type Zoom,
} from '../../../src/core/spec.ts';
import { cards as shipped } from '../../../src/domains/cards.generated.ts';
import { paramValues, someParamValues } from './arbitrary.ts';
import { TOY } from './toy-card.ts';

const LINES: ParamTable = {
  vertical_size: { kind: 'integer', label: '', help: '', min: 1, max: 4096, default: 100 },
  gamma: { kind: 'number', label: '', help: '', min: 0, max: 1, step: 0.01, default: 0.9 },
  pattern: {
    kind: 'choice',
    label: '',
    help: '',
    options: ['auto', 'vertical-slash', 'block'].map((value) => ({ value, label: value })),
    default: 'auto',
  },
  'last q': { kind: 'boolean', label: '', help: '', default: true }, // a name that needs escaping
};

export const CARDS: readonly Card[] = [...shipped, TOY];

const method = (params: ParamTable, ...stages: string[]): SpecMethod => ({
  params,
  stages: stages.map((id) => ({ id, title: id })),
});

const gamma = { gamma: LINES['gamma']! };

export const TABLES: SpecTables & { readonly methods: ReadonlyMap<string, SpecMethods> } = {
  cards: CARDS,
  methods: new Map([
    [
      'attention',
      new Map([
        ['minference', method(LINES, 'probe', 'mask')],
        ['streaming-llm', method({})],
        ['block-topk', method(gamma, 'scores')],
        ['oracle', method({})],
      ]),
    ],
    [
      'weights',
      new Map([
        ['wanda', method(gamma, 'scores')],
        ['magnitude', method({})],
        ['sparsegpt', method({})],
      ]),
    ],
    [
      'decode',
      new Map([
        ['h2o', method(gamma, 'scores')],
        ['full', method({})],
      ]),
    ],
    // Two ids stand in another domain too, with other parameters.
    [
      'toy',
      new Map([
        ['magnitude', method(gamma, 'sort')],
        ['oracle', method(LINES)],
        ['sketch', method({}, 'draw')],
      ]),
    ],
  ]),
  models: ['atlas-3m', 'other.model_1', 'none'],
  samples: ['code', 'docs'],
};

/** Any UTF-16 code units, so lone surrogates too. */
export const anyString: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff })))
    .map((units) => String.fromCharCode(...units)),
  fc.stringMatching(/^[\n\r +&=#%?.,;:a\u{1f600}é]*$/u),
);

const text: fc.Arbitrary<TextSource> = fc.oneof(
  fc.record({ kind: fc.constant('tale' as const), seed: fc.nat(0xffffffff) }),
  fc.record({ kind: fc.constant('sample' as const), id: fc.constantFrom('code', 'docs') }),
  fc.record({ kind: fc.constant('own' as const), text: anyString }),
);

const tokens = fc.integer({ min: 1, max: 131_072 });
const beside: fc.Arbitrary<Beside> = fc.record({ text, tokens });
const place = fc.oneof(fc.nat(1000), fc.double({ min: 0, max: 1000, noNaN: true }));
const size = place.map((side) => side + 0.5);
const zoom: fc.Arbitrary<Zoom> = fc.oneof(
  fc.tuple(place, place, size),
  fc.tuple(place, place, size, size),
);
const budget = fc.double({ min: 0, max: 1, minExcluded: true, noNaN: true });
const drawing = anyString.filter((strokes) => strokes.length > 0 && strokes.length <= 600);
const file = fc.stringMatching(/^[0-9a-f]{64}$/);
/** Another figure's query within the link. */
const pruned = fc.constantFrom('v=2&d=weights', 'm=wanda&b=0.5', 'd=weights&text=a+b%26c%3Dd');

/** Any valid figure. */
export const anySpec: fc.Arbitrary<FigureSpec> = fc
  .constantFrom(
    ...CARDS.flatMap((card) =>
      card.kinds.flatMap((kind) =>
        [...TABLES.methods.get(card.id)!].map((entry) => [card, kind, entry] as const),
      ),
    ),
  )
  .chain(([card, kind, [id, { params, stages }]]) =>
    fc.record({
      domain: fc.constant(card.id),
      kind: fc.constant(kind.id),
      model: fc.constantFrom('atlas-3m', 'other.model_1'),
      text,
      tokens,
      subject: paramValues<ParamTable>(kind.params),
      beside: fc.option(beside),
      drawing: fc.option(drawing),
      file: fc.option(file),
      pruned: fc.option(pruned),
      method: fc.constant(id),
      budget: fc.option(budget),
      set: someParamValues(params),
      compare: fc.uniqueArray(fc.constantFrom(...TABLES.methods.get(card.id)!.keys())),
      view: fc.record({
        show: fc.constantFrom(...card.shows.map(({ value }) => value)),
        stage: fc.constantFrom(null, ...stages.map((stage) => stage.id)),
        query: fc.option(fc.nat(131_071)),
        frame: fc.option(fc.nat(1_000_000)),
        zoom: fc.option(zoom),
      }),
    }),
  );
