// Where in the model a number is found again, and where a choice of positions has to be made.
import type { MaskProvider } from '../../../src/model/block.ts';
import { lazyCausal } from '../../../src/core/mask/lazy.ts';
import { scaleOf } from '../../../src/model/heads.ts';
import type { DecodeHead } from '../../../src/methods/decode.ts';
import { topKeys } from '../../../src/methods/decode/_shared/rows.ts';
import { outcomeOf, type FindingMaker } from '../finding.ts';
import { cells, HEAD, nats, PROMPT, SETUP, type Lab, type Score } from './lab.ts';

const SINKS = 4;
const WINDOW = 60;

/** Steps see sinks and a window in one layer, everything in the others. */
function oneLayer(layer: number): (n: number, prompt: number) => MaskProvider {
  return (n, prompt) => {
    const mask = lazyCausal(n, (row, keep) => {
      if (row < prompt || row < SINKS + WINDOW) keep(0, row + 1);
      else {
        keep(0, SINKS);
        keep(row + 1 - WINDOW, row + 1);
      }
    });
    return (head) => (head.layer === layer ? mask : null);
  };
}

export const oneLayerAlone: FindingMaker<Lab> = {
  id: 'one-layer-alone',
  title: 'Sinks and a window in one layer alone',
  methods: ['streaming-llm'],
  expected:
    'one layer finds the numbers again: there the window loses them, in any other layer it costs nothing (a prototype of this model).',
  setup: `${SETUP} Sinks of ${SINKS} and a window of ${WINDOW} in the layer named, all others read everything.`,
  head: ['layer', 'loss added', 'needles'],
  async measure(lab) {
    const layers = lab.llama.config.layers;
    const scores = [];
    for (let layer = 0; layer < layers; layer++) scores.push(await lab.masked(oneLayer(layer)));
    const lost = scores.map(({ right, needles }) => needles - right);
    const worst = lost.indexOf(Math.max(...lost));
    const others = lost.filter((_, layer) => layer !== worst);
    const { right, needles } = scores[worst]!;
    return {
      outcome: outcomeOf([lost[worst]! > needles / 2, others.every((count) => count === 0)]),
      found: `In layer ${worst} alone it leaves ${right} of ${needles} questions answered; in each of the others it costs ${Math.max(...others)} at most.`,
      rows: scores.map((score, layer) => [
        `${layer}`,
        nats(score.added),
        `${score.right} of ${score.needles}`,
      ]),
    };
  },
};

const K = 64;
const START = 2;
/** Pairs whose outcome the prototype told. */
const TOLD = [
  [2, 5],
  [3, 5],
  [2, 4],
  [1, 3],
] as const;

export const selectionLayers: FindingMaker<Lab> = {
  id: 'selection-layers',
  title: 'Where positions are chosen anew',
  methods: ['tidaldecode'],
  expected:
    'it depends sharply on the layer that selects again, so the paper sweeps it. On a prototype of this model layers 2 and 5, or 3 and 5, kept the numbers; 2 and 4, or 1 and 3, lost them all.',
  setup: `${SETUP} ${K} positions.`,
  head: ['selecting layers', ...HEAD],
  async measure(lab) {
    const sweep = Array.from({ length: lab.llama.config.layers - START - 1 }, (_, i) => [
      START,
      START + 1 + i,
    ]);
    const pairs = [...new Map([...sweep, ...TOLD].map((pair) => [pair.join(' and '), pair]))];
    const scores = new Map<string, Score>();
    for (const [name, [start, reselect]] of pairs) {
      scores.set(name, await lab.score('tidaldecode', { k: K, start, reselect }));
    }
    const of = (pair: readonly number[]): Score => scores.get(pair.join(' and '))!;
    const share = (pair: readonly number[]): number => of(pair).right / of(pair).needles;
    const [a, b, c, d] = TOLD.map(share) as [number, number, number, number];
    const swept = [...sweep].sort((x, y) => of(y).right - of(x).right);
    const [best, worst] = [swept[0]!, swept.at(-1)!];
    return {
      outcome: outcomeOf([
        share(best) - share(worst) > 0.5,
        Math.min(a, b) > 0.8,
        Math.max(c, d) < 0.2,
      ]),
      found: `Starting at layer ${START}, selecting again in layer ${best[1]} answers ${of(best).right} of ${of(best).needles} questions, in layer ${worst[1]} ${of(worst).right}.`,
      rows: pairs.map(([name]) => [name, ...cells(scores.get(name)!)]),
    };
  },
};

export const persistence: FindingMaker<Lab> = {
  id: 'positions-persist',
  title: 'Do neighbouring layers want the same positions?',
  methods: ['tidaldecode'],
  expected:
    'the heaviest positions of neighbouring layers overlap above chance, heads of one index less than the best pair (a prototype of this model).',
  setup: `${SETUP} The ${K} heaviest positions of each step of each head under a full cache, against those of the layer below.`,
  head: ['layer', 'same head', 'best head', 'chance'],
  measure(lab) {
    const { heads: count, layers } = lab.llama.config;
    const sums = Array.from({ length: layers }, () => ({ same: 0, best: 0 }));
    let [chance, steps] = [0, 0];
    for (const tale of lab.full) {
      const n = tale[0]![0]!.n;
      const sets = tale.map((heads) => heads.map((head) => heaviest(lab, head)));
      for (let t = PROMPT; t < n; t++) {
        chance += K / (t + 1);
        steps++;
        for (let layer = 1; layer < layers; layer++) {
          for (let head = 0; head < count; head++) {
            const mine = sets[layer]![head]![t - PROMPT]!;
            const shared = sets[layer - 1]!.map((below) => overlap(mine, below[t - PROMPT]!));
            sums[layer]!.same += shared[head]!;
            sums[layer]!.best += Math.max(...shared);
          }
        }
      }
    }
    const of = (sum: number): number => sum / (steps * count);
    const rows = sums.slice(1).map(({ same, best }) => ({ same: of(same), best: of(best) }));
    const byChance = chance / steps;
    const least = Math.min(...rows.map(({ same }) => same));
    return Promise.resolve({
      outcome: outcomeOf(rows.map(({ same }) => same > byChance)),
      found: `Between ${least.toFixed(2)} and ${Math.max(...rows.map(({ same }) => same)).toFixed(2)} of the positions are shared with the same head of the layer below, where chance gives ${byChance.toFixed(2)}.`,
      rows: rows.map(({ same, best }, i) => [
        `${i + 1}`,
        same.toFixed(2),
        best.toFixed(2),
        byChance.toFixed(2),
      ]),
    });
  },
};

/** Per step its K heaviest keys. */
function heaviest(lab: Lab, head: DecodeHead): ReadonlySet<number>[] {
  const { n, q, k } = head;
  const rows = lab.llama.kernels.attentionRows(q, k, scaleOf(head), PROMPT, n);
  return Array.from({ length: n - PROMPT }, (_, step) => {
    const row = rows.subarray(step * n, step * n + PROMPT + step + 1);
    return new Set(topKeys(row, [...row.keys()], K));
  });
}

function overlap(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let both = 0;
  for (const key of a) if (b.has(key)) both++;
  return both / a.size;
}
