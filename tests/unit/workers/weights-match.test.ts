// Matching a matrix's sparsity inside the worker, on a tiny random model. Its q matrices are 24 × 20, its
// down matrices 20 × 28.
import { beforeAll, describe, expect, test } from 'vitest';
import { decodeMask } from '../../../src/core/mask/wire.ts';
import type { WeightTypes } from '../../../src/domains/weights/types.ts';
import type { FigureRequest } from '../../../workers/api.ts';
import { apiOf, must, partsOf, ticket, tinySession, type ApiOf } from './ask.ts';

const TEXT =
  'the cat sat on the mat and the other cat sat on the other mat, then both slept. '.repeat(3);

let api: ApiOf<WeightTypes>;
const request = (method: string, change: Partial<FigureRequest> = {}): FigureRequest => ({
  ...{ domain: 'weights', kind: 'matrix', model: 'tiny', text: TEXT, tokens: 48 },
  ...{ subject: { layer: 1, matrix: 'q' }, method, budget: null, set: {}, row: null },
  ...change,
});

beforeAll(async () => {
  api = apiOf<WeightTypes>((await tinySession()).api);
});

describe('a matrix at a sparsity', () => {
  test('of Wanda: whole weights of each output, the nearest number of them', async () => {
    // 0.6 of 20 inputs are 12, dropped in every row.
    const match = must(await api.match(ticket(), request('wanda'), 0.6));
    expect(match).toMatchObject({ sparsity: 0.6, capped: false });
    const figure = must(await api.figure(ticket(), request('wanda', { budget: match.budget })));
    const mask = decodeMask(figure.mask);
    for (let row = 0; row < mask.rows; row++) expect(mask.rowCount(row)).toBe(8);
  });

  test('of N:M: the nearest pattern that fits the inputs', async () => {
    // Groups must divide 20: of 4, sparsities 0, ¼, ½, ¾. 0.55 is nearest to ½.
    expect(must(await api.match(ticket(), request('n-m'), 0.55)).sparsity).toBe(0.5);
  });

  test('of a structured method: whole heads, of which one always stays', async () => {
    // Two heads of keys and values, and the queries that read them: 0 or ½.
    const at = async (sparsity: number) =>
      must(await api.match(ticket(), request('structured'), sparsity));
    expect(await at(0.2)).toMatchObject({ sparsity: 0, capped: false });
    expect(await at(0.4)).toMatchObject({ sparsity: 0.5, capped: false });
    expect(await at(0.6)).toMatchObject({ sparsity: 0.5, capped: true });
  });

  test('what the figure shows is what was found, whatever is set by hand', async () => {
    for (const method of ['magnitude', 'sparsegpt', 'ria', 'owl', 'block', 'random']) {
      const set = method === 'owl' ? {} : { sparsity: 0.1 };
      const found = must(await api.match(ticket(), request(method, { set }), 0.7));
      const figure = must(await api.figure(ticket(), request(method, { budget: found.budget })));
      expect(figure.metrics.sparsity, method).toBeCloseTo(found.sparsity, 10);
      expect(Math.abs(found.sparsity - 0.7), method).toBeLessThan(0.06);
    }
  });

  test('of another matrix than there are fails in words', async () => {
    const wrong = request('wanda', { subject: { layer: 7, matrix: 'q' } });
    expect(await api.match(ticket(), wrong, 0.5)).toMatchObject({
      ok: false,
      message: 'layer must be from 0 to 1, got 7',
    });
  });
});

test('the matrices of a pruned model are those that a look at it shows', async () => {
  const asked = request('wanda', { budget: 0.5 });
  const seen: number[] = [];
  const sites = await partsOf<WeightTypes['survey']>((each) =>
    api.survey(ticket(), asked, each, (done) => void seen.push(done)),
  );
  expect(seen).toEqual([1, 2]);
  expect(sites).toHaveLength(14);
  for (const site of sites) {
    const { layer, matrix } = site;
    const figure = must(await api.figure(ticket(), { ...asked, subject: { layer, matrix } }));
    expect(figure.exact).toBe(true);
    expect(figure.metrics).toMatchObject({
      kept: site.kept,
      weights: site.weights,
      outputError: site.outputError,
    });
  }
});
