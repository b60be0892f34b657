// A small catalogue and random figures over it.
import fc from 'fast-check';
import type { DomainId } from '../../../src/core/method.ts';
import type { ParamTable } from '../../../src/core/params.ts';
import type { SpecMethod, SpecTables } from '../../../src/core/spec-codec.ts';
import { SHOWS, type FigureSpec, type TextSource } from '../../../src/core/spec.ts';
import { subjectTables } from '../../../src/core/subjects.ts';
import { paramValues, someParamValues } from './arbitrary.ts';

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

const method = (domain: DomainId, params: ParamTable, ...stages: string[]): SpecMethod => ({
  domain,
  params,
  stages: stages.map((id) => ({ id, title: id })),
});

export const TABLES: SpecTables = {
  subjects: subjectTables,
  methods: new Map([
    ['minference', method('attention', LINES, 'probe', 'mask')],
    ['streaming-llm', method('attention', {})],
    ['block-topk', method('attention', { gamma: LINES['gamma']! }, 'scores')],
    ['oracle', method('attention', {})],
    ['wanda', method('weights', { gamma: LINES['gamma']! }, 'scores')],
    ['magnitude', method('weights', {})],
    ['sparsegpt', method('weights', {})],
  ]),
  models: ['atlas-3m', 'other.model_1'],
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

const place = fc.oneof(fc.nat(1000), fc.double({ min: 0, max: 1000, noNaN: true }));
const budget = fc.double({ min: 0, max: 1, minExcluded: true, noNaN: true });

/** Any valid figure. */
export const anySpec: fc.Arbitrary<FigureSpec> = fc
  .constantFrom(...TABLES.methods)
  .chain(([id, { domain, params, stages }]) => {
    const ids = [...TABLES.methods].flatMap(([other, m]) => (m.domain === domain ? [other] : []));
    return fc.record({
      domain: fc.constant(domain),
      model: fc.constantFrom('atlas-3m', 'other.model_1'),
      text,
      tokens: fc.integer({ min: 1, max: 131_072 }),
      subject: paramValues<ParamTable>(subjectTables[domain]),
      method: fc.constant(id),
      budget: fc.option(budget),
      set: someParamValues(params),
      compare: fc.uniqueArray(fc.constantFrom(...ids)),
      view: fc.record({
        show: fc.constantFrom(...SHOWS),
        stage: fc.constantFrom(null, ...stages.map((stage) => stage.id)),
        query: fc.option(fc.nat(131_071)),
        zoom: fc.option(
          fc.tuple(
            place,
            place,
            place.map((side) => side + 0.5),
          ),
        ),
      }),
    });
  });
