// Model folders, thousands of times changed: the same numbers, a clear refusal, or those of what the files
// say now. ATLAS_FUZZ is the number of cases, ATLAS_FUZZ_SEED draws others.
import { describe, expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';
import { MODEL_CORPORA } from './models.ts';

const given = process.env['ATLAS_FUZZ'];
const count = Number(given ?? 5_000);
const seed = process.env['ATLAS_FUZZ_SEED'] ?? '1';

describe.each(MODEL_CORPORA)('$name', (corpus, share) => {
  test('is read rightly or refused', { timeout: 0 }, async () => {
    const tally = await fuzz(corpus, { seed, count: Math.ceil(count * share) });
    if (given !== undefined) console.log(corpus.name, tally);
    expect(tally.finds).toEqual([]);
    // Most changes are noticed, and some do no harm: else the ways or the files are at fault.
    expect(tally.refused).toBeGreaterThan(0);
    expect(tally.same + tally.other).toBeGreaterThan(0);
  });
});
