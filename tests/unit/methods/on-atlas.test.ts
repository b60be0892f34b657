// What the methods are said to show, on the heads of the shipped model: a tale and code, 512 tokens each.
import { describe, expect, it } from 'vitest';
import { countTiles } from '../../../src/core/mask/ops.ts';
import { searchPattern } from '../../../src/methods/attention/minference/search.ts';
import { searchPlan } from '../../../src/methods/attention/moa/plan.ts';
import anchor from '../../../src/methods/attention/anchorattention/anchorattention.ts';
import blockTopk from '../../../src/methods/attention/block-topk/block-topk.ts';
import flexprefill from '../../../src/methods/attention/flexprefill/flexprefill.ts';
import oracle from '../../../src/methods/attention/oracle/oracle.ts';
import s2 from '../../../src/methods/attention/s2-attention/s2-attention.ts';
import seer from '../../../src/methods/attention/seerattention/seerattention.ts';
import { density, mean, recall, select, sites, type Site, type Text } from './atlas.ts';
import { methods } from './harness.ts';

/** How many of the sites satisfy something. */
function countOf(all: readonly Site[], holds: (site: Site) => boolean): number {
  return all.filter(holds).length;
}

for (const text of ['tale', 'code'] satisfies Text[]) {
  const all = sites[text];
  describe(text, () => {
    it('MInference: columns and diagonals beat an A-shape of equal cost in nearly all heads, and the search beats every single family', () => {
      const search = {
        ...({ criterion: 'recall', shown: 'kernel', targetCost: 0.3, block: 16 } as const),
        ...{ lastQ: 32, forcedColumns: 4, forcedOffsets: 16, initial: 8 },
      };
      const found = all.map(({ head, context }) => searchPattern(head, search, context));
      const score = (candidates: (typeof found)[number], label: string) =>
        candidates.find((candidate) => candidate.label === label)!.score;
      const lines = found[0]!
        .map(({ label }) => label)
        .filter((label) => label.startsWith('vertical'));
      const wins = found.filter(
        (candidates) =>
          Math.max(...lines.map((label) => score(candidates, label))) >
          score(candidates, 'A-shape'),
      ).length;
      expect(wins).toBeGreaterThanOrEqual(30);
      const chosen = mean(found.map((candidates) => candidates[0]!.score));
      for (const label of ['A-shape', 'block-sparse', ...lines]) {
        expect(chosen).toBeGreaterThan(mean(found.map((candidates) => score(candidates, label))));
      }
      expect(new Set(found.map((candidates) => candidates[0]!.label)).size).toBeGreaterThan(2);
    });

    it('FlexPrefill: at one γ the heads keep very different shares, more where attention is diffuse', () => {
      const kept = all.map((site) => density(site, select(site, flexprefill, { gamma: 0.9 })));
      expect(Math.max(...kept) - Math.min(...kept)).toBeGreaterThan(0.4);
      const spread = all.map(({ head, context }) => entropy(context.dense(), head.n));
      expect(correlation(kept, spread)).toBeGreaterThan(0.5);
    });

    it('SeerAttention: training pays in every head, and in most beats averages at equal density', () => {
      const params = { ratio: 0.25, lastDense: false };
      const k = Math.floor((1 - Math.sqrt(0.75)) * 32);
      const of = (site: Site, gate: string) =>
        recall(site, select(site, seer, { ...params, gate }));
      expect(countOf(all, (site) => of(site, 'step_500') > of(site, 'step_0'))).toBe(36);
      const pooled = (site: Site) => recall(site, select(site, blockTopk, { topBlocks: k }));
      expect(countOf(all, (site) => of(site, 'step_500') > pooled(site))).toBeGreaterThan(22);
      const steps = ['step_0', 'step_50', 'step_100', 'step_200', 'step_500'];
      const curve = steps.map((gate) => mean(all.map((site) => of(site, gate))));
      for (let at = 1; at < curve.length; at++) {
        expect(curve[at]).toBeGreaterThan(curve[at - 1]! - 0.005);
      }
    });

    it('AnchorAttention: stripes need no more pairs than blocks for the same recall, and fewer than their tiles', () => {
      const thrifty = countOf(all, (site) => {
        const stripes = select(site, anchor, { theta: 3 });
        const wanted = recall(site, stripes);
        let k = 3;
        let blocks = select(site, blockTopk, { variant: 'forced', topBlocks: k });
        while (k < 32 && recall(site, blocks) < wanted) {
          blocks = select(site, blockTopk, { variant: 'forced', topBlocks: ++k });
        }
        const tiles = countTiles(stripes.mask, 16);
        expect(density(site, stripes)).toBeLessThan(tiles.touched / tiles.causal);
        return density(site, stripes) <= density(site, blocks);
      });
      expect(thrifty).toBeGreaterThanOrEqual(30);
    });

    it('S2-Attention: imposed on a dense model it keeps less attention than a dynamic choice of fewer pairs', () => {
      const shards = all.map((site) => select(site, s2, { stride: 6, local: 2 }));
      const dynamic = all.map((site) => select(site, blockTopk, { topBlocks: 4 }));
      const pairs = (chosen: typeof shards) =>
        mean(chosen.map((one, at) => density(all[at]!, one)));
      const kept = (chosen: typeof shards) => mean(chosen.map((one, at) => recall(all[at]!, one)));
      expect(pairs(dynamic)).toBeLessThan(pairs(shards));
      expect(kept(dynamic)).toBeGreaterThan(kept(shards) + 0.05);
    });

    it('no method beats the oracle in any head at its own number of pairs', () => {
      const [site] = [all[13]!];
      for (const method of methods) {
        const chosen = select(site, method, method.atBudget(0.3, site.head));
        const best = select(site, oracle, { share: density(site, chosen) });
        expect(recall(site, chosen), method.id).toBeLessThanOrEqual(recall(site, best) + 1e-5);
      }
    });
  });
}

describe('budgets', () => {
  // Forced keys put floors under some, and heads differ: the mean over heads and texts should be near.
  const DYNAMIC = ['minference', 'flexprefill', 'xattention', 'moba', 'nsa', 'block-topk'];
  it.each([
    ...DYNAMIC,
    'hip-attention',
    'anchorattention',
    'seerattention',
    'sparse-frontier',
    'oracle',
  ])('of %s come out near what was asked for', (id) => {
    const method = methods.find((candidate) => candidate.id === id)!;
    for (const budget of [0.3, 0.5, 0.75]) {
      const kept = (['tale', 'code'] satisfies Text[]).flatMap((text) =>
        sites[text].map((site) =>
          density(site, select(site, method, method.atBudget(budget, site.head))),
        ),
      );
      expect(Math.abs(mean(kept) - budget), `budget ${budget}`).toBeLessThan(0.12);
    }
  });
});

describe('MoA', () => {
  it.each(['one', 'all'] as const)(
    'plans for %s length: less influence lost than by one rule, with different spans',
    (lengths) => {
      const [site] = sites.tale;
      for (const set of [0.25, 0.5, 0.75]) {
        const plan = searchPlan(
          site!.head,
          { density: set, alphaStep: 64, lengths },
          site!.context,
        );
        expect(plan.lost).toBeLessThan(plan.lostUniform);
        expect(new Set(plan.plan.flat()).size).toBeGreaterThan(2);
        if (plan.gap !== null) expect(plan.gap).toBeLessThan(0.3);
        const bounded = plan.tables.filter(({ length }) => lengths === 'all' || length === 512);
        for (const table of bounded) {
          expect(plan.densities[plan.tables.indexOf(table)]).toBeLessThanOrEqual(set + 1e-9);
        }
      }
    },
  );
});

/** Mean entropy of the rows of a causal map, nats. */
function entropy(probs: Float32Array, n: number): number {
  let sum = 0;
  for (const p of probs) if (p > 0) sum -= p * Math.log(p);
  return sum / n;
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const covariance = mean(x.map((value, at) => (value - mx) * (y[at]! - my)));
  const spread = (values: readonly number[], m: number) =>
    Math.sqrt(mean(values.map((value) => (value - m) ** 2)));
  return covariance / (spread(x, mx) * spread(y, my));
}
