// `trace` on thousands of damaged and changed files: the same numbers, a clear refusal, or the numbers of what the
// file holds now. ATLAS_FUZZ is the number of cases, ATLAS_FUZZ_SEED draws others.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';
import { traceCorpora } from './traces.ts';

const given = process.env['ATLAS_FUZZ'];
const count = Number(given ?? 3_000);
const seed = process.env['ATLAS_FUZZ_SEED'] ?? '1';
const folder = mkdtempSync(join(tmpdir(), 'atlas-fuzz-'));

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(traceCorpora(folder))('$name', (corpus, share) => {
  test('is read rightly or refused', { timeout: 0 }, async () => {
    const tally = await fuzz(corpus, { seed, count: Math.ceil(count * share) });
    if (given !== undefined) console.log(corpus.name, tally);
    expect(tally.finds).toEqual([]);
    // Most changes are noticed, and some do no harm: else the ways or the files are at fault.
    expect(tally.refused).toBeGreaterThan(0);
    expect(tally.same + tally.other).toBeGreaterThan(0);
  });
});
