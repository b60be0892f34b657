// Matching a matrix's sparsity inside the worker, on a tiny random model. Its q matrices are 24 × 20, its
// down matrices 20 × 28.
import { beforeAll, describe, expect, test } from 'vitest';
import { decodeMask } from '../../../src/core/mask/wire.ts';
import type { Result } from '../../../src/core/result.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import type { FullApi } from '../../../workers/full-api.ts';
import { createSession } from '../../../workers/session.ts';
import type { PrunedRequest } from '../../../workers/weights-api.ts';
import { tinyFolder } from '../model/tiny.ts';

const TEXT =
  'the cat sat on the mat and the other cat sat on the other mat, then both slept. '.repeat(3);

let api: FullApi;
let sequence = 0;
const ticket = () => ({ key: 'match', sequence: ++sequence });
const request = (method: string, change: Partial<PrunedRequest> = {}): PrunedRequest => ({
  ...{ model: 'tiny', text: TEXT, tokens: 48 },
  ...{ layer: 1, matrix: 'q', method, budget: null, set: {} },
  ...change,
});

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.field}: ${result.message}`);
  return result.value;
}

beforeAll(async () => {
  ({ api } = createSession(() => Promise.resolve(typescriptKernels)));
  const files = Object.fromEntries(tinyFolder());
  must(await api.model({ name: 'tiny', baseUrl: 'http://x/', files }, () => {}));
});

describe('a matrix at a sparsity', () => {
  test('of Wanda: whole weights of each output, the nearest number of them', async () => {
    // 0.6 of 20 inputs are 12, dropped in every row.
    const match = must(await api.weightMatch(ticket(), { ...request('wanda'), sparsity: 0.6 }));
    expect(match).toMatchObject({ sparsity: 0.6, capped: false });
    const figure = must(
      await api.weightFigure(ticket(), request('wanda', { budget: match.budget })),
    );
    const mask = decodeMask(figure.mask);
    for (let row = 0; row < mask.rows; row++) expect(mask.rowCount(row)).toBe(8);
  });

  test('of N:M: the nearest pattern that fits the inputs', async () => {
    // Groups must divide 20: of 4, sparsities 0, ¼, ½, ¾. 0.55 is nearest to ½.
    const wanted = { ...request('n-m'), sparsity: 0.55 };
    expect(must(await api.weightMatch(ticket(), wanted)).sparsity).toBe(0.5);
  });

  test('of a structured method: whole heads, of which one always stays', async () => {
    // Two heads of keys and values, and the queries that read them: 0 or ½.
    const at = async (sparsity: number) =>
      must(await api.weightMatch(ticket(), { ...request('structured'), sparsity }));
    expect(await at(0.2)).toMatchObject({ sparsity: 0, capped: false });
    expect(await at(0.4)).toMatchObject({ sparsity: 0.5, capped: false });
    expect(await at(0.6)).toMatchObject({ sparsity: 0.5, capped: true });
  });

  test('what the figure shows is what was found, whatever is set by hand', async () => {
    for (const method of ['magnitude', 'sparsegpt', 'ria', 'owl', 'block', 'random']) {
      const set = method === 'owl' ? {} : { sparsity: 0.1 };
      const found = must(
        await api.weightMatch(ticket(), { ...request(method, { set }), sparsity: 0.7 }),
      );
      const figure = must(
        await api.weightFigure(ticket(), request(method, { budget: found.budget })),
      );
      expect(figure.metrics.sparsity, method).toBeCloseTo(found.sparsity, 10);
      expect(Math.abs(found.sparsity - 0.7), method).toBeLessThan(0.06);
    }
  });

  test('of another matrix than there are fails in words', async () => {
    const wrong = { ...request('wanda', { layer: 7 }), sparsity: 0.5 };
    expect(await api.weightMatch(ticket(), wrong)).toMatchObject({
      ok: false,
      message: 'layer must be from 0 to 1, got 7',
    });
  });
});

test('the matrices of a pruned model are those that a look at it shows', async () => {
  const asked = request('wanda', { budget: 0.5 });
  const seen: number[] = [];
  const sites = must(await api.weightSites(ticket(), asked, (done) => void seen.push(done)));
  expect(seen).toEqual([1, 2]);
  expect(sites).toHaveLength(14);
  for (const site of sites) {
    const { layer, matrix } = site;
    const figure = must(await api.weightFigure(ticket(), { ...asked, layer, matrix }));
    expect(figure.exact).toBe(true);
    expect(figure.metrics).toMatchObject({
      kept: site.kept,
      weights: site.weights,
      outputError: site.outputError,
    });
  }
});
