// Which heads are baked, and that page and bake mean the same texts.
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/cli/texts.ts';
import { textOf as textOnPage } from '../../../src/client/texts.ts';
import type { TextSource } from '../../../src/core/spec.ts';
import { chooseHeads } from '../../../src/domains/attention/choose-heads.ts';
import { headProfile } from '../../../src/domains/attention/profile.ts';
import { SAMPLES } from '../../../src/model/samples.ts';

/** Row i puts the weights that `row` names on its keys. */
function mapOf(n: number, row: (i: number) => readonly (readonly [key: number, weight: number])[]) {
  const map = new Float32Array(n * n);
  for (let i = 0; i < n; i++) for (const [key, weight] of row(i)) map[i * n + key] = weight;
  return map;
}

describe('headProfile', () => {
  it('counts only rows with keys at least 64 back, the first token aside', () => {
    // Rows 65 … 67 count. Half on the first token, a quarter 64 back, a quarter on the query itself.
    const map = mapOf(68, (i) => [
      [0, 0.5],
      ...(i > 64 ? [[i - 64, 0.25] as const] : []),
      [i, 0.25],
    ]);
    expect(headProfile(map, 68)).toEqual({ local: 0.25, sink: 0.5, far: 0.25 });
  });

  it('takes 16 keys for local and the single largest for far', () => {
    // Newest 16 keys a twentieth each: 0.8. Far keys 0.05 and 0.1: the larger counts.
    const map = mapOf(82, (i) =>
      [
        ...Array.from({ length: 16 }, (_, back) => [i - back, 0.05] as const),
        ...(i >= 80
          ? ([
              [3, 0.05],
              [i - 70, 0.1],
            ] as const)
          : ([[i - 20, 0.15]] as const)),
      ].filter(([key]) => key >= 0),
    );
    const { local, far } = headProfile(map, 82);
    expect(local).toBeCloseTo(0.8, 6);
    expect(far).toBeCloseTo((2 * 0.1) / (82 - 65), 6);
  });

  it('has nothing to say of a short text', () => {
    expect(
      headProfile(
        mapOf(65, () => []),
        65,
      ).far,
    ).toBeNaN();
  });
});

describe('chooseHeads', () => {
  const head = (layer: number, sink: number, far: number, local: number) => ({
    layer,
    head: 0,
    profile: { sink, far, local },
  });

  it('gives every role its best head, and none two', () => {
    const heads = [head(0, 0.1, 0.1, 0.9), head(1, 0.5, 0.4, 0.0), head(2, 0.2, 0.3, 0.1)];
    const chosen = chooseHeads(heads, []).map(([role, { layer }]) => [role, layer]);
    expect(chosen).toEqual([
      ['far', 1],
      ['sink', 2], // head 1 would be first, but it has a role
      ['local', 0],
    ]);
  });

  it('leaves out those that are there already, and ends when there are no more', () => {
    const heads = [head(0, 0.1, 0.1, 0.9), head(1, 0.5, 0.4, 0.0)];
    expect(chooseHeads(heads, [{ layer: 1, head: 0 }])).toEqual([['far', heads[0]]]);
  });
});

describe('texts', () => {
  const sources: TextSource[] = [
    { kind: 'tale', seed: 7 },
    ...SAMPLES.map(({ id }) => ({ kind: 'sample', id }) as const),
  ];
  it.each(sources)('%o is the same on the page', async (text) => {
    expect(await textOnPage(text)).toEqual({ ok: true, value: textOf(text) });
  });
});
