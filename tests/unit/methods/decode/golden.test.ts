// The read sets of the authors' own code on five heads of a real model, 512 tokens of which 256 are the prompt.
// The heads act as one layer. What a case's notes call undefined there (ties) is compared as they say.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNpz, type NpyArray } from '../../../../src/core/npy.ts';
import type { ParamRecord } from '../../../../src/core/params.ts';
import { matrix, type Matrix } from '../../../../src/core/tensor.ts';
import type { Calibration } from '../../../../src/domains/decode/run.ts';
import type { DecodeHead, HeadCache } from '../../../../src/methods/decode.ts';
import { keysRead } from '../../../../src/methods/decode/_shared/cache.ts';
import { methods, runOn, type Layers, type Ran } from './harness.ts';

const folder = join(import.meta.dirname, '../../../golden/official/decode');
const opened = new Map<string, ReadonlyMap<string, NpyArray>>();

/** Arrays of a case by name. */
function open(file: string): ReadonlyMap<string, NpyArray> {
  const arrays = opened.get(file) ?? readNpz(readFileSync(join(folder, file)));
  opened.set(file, arrays);
  return arrays;
}

interface Case {
  readonly file: string;
  readonly method: string;
  readonly params: ParamRecord;
}
const cases = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as readonly Case[];

const [HEADS, N, P, D] = [5, 512, 256, 32];
const inputs = open('heads-512.npz');

function part(name: string, head: number): Matrix {
  const size = N * D;
  return matrix(N, D, floats(inputs.get(name)!).subarray(head * size, (head + 1) * size));
}

function floats({ bytes }: NpyArray): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

/** The five heads as a layer; head h is data head (h + shift) mod 5. */
function layerOf(layer: number, shift = 0): DecodeHead[] {
  return Array.from({ length: HEADS }, (_, head) => {
    const data = (head + shift) % HEADS;
    const [q, k, v] = [part('q', data), part('k', data), part('v', data)];
    const [qPre, kPre] = [part('q_pre', data), part('k_pre', data)];
    return { n: N, d: D, layer, head, kvHead: head, q, k, v, qPre, kPre };
  });
}

const one = [layerOf(0)];

/** Steps whose read set is not the one of array `name` (heads × steps × keys). */
function differing(caches: readonly HeadCache[], file: string, name: string): string[] {
  const { bytes } = open(file).get(name)!;
  const found: string[] = [];
  for (const [head, cache] of caches.entries()) {
    for (let row = 0; row < N - P; row++) {
      const at = (head * (N - P) + row) * N;
      const wanted = keysOf(bytes.subarray(at, at + N));
      const got = keysRead(cache, row);
      if (got.join() !== wanted.join()) {
        const [more, less] = [without(got, wanted), without(wanted, got)];
        found.push(`head ${head} step ${P + row}: +${more.join(' ')} -${less.join(' ')}`);
      }
    }
  }
  return found;
}

/** Heads whose kept keys of the prompt are not those of array `name` (… × heads × P), from row `from`. */
function differingKept(
  caches: readonly HeadCache[],
  file: string,
  name: string,
  from = 0,
): string[] {
  const { bytes } = open(file).get(name)!;
  return caches.flatMap((cache, head) => {
    const wanted = keysOf(bytes.subarray((from + head) * P, (from + head + 1) * P));
    const got = keysRead(cache, 0).filter((key) => key < P);
    return got.join() === wanted.join()
      ? []
      : [`head ${head}: +${without(got, wanted).join(' ')} -${without(wanted, got).join(' ')}`];
  });
}

function keysOf(flags: Uint8Array): number[] {
  return [...flags.keys()].filter((key) => flags[key] === 1);
}

function without(a: readonly number[], b: readonly number[]): number[] {
  return a.filter((key) => !b.includes(key));
}

function ran(id: string, params: ParamRecord, layers: Layers = one, calibration?: Calibration) {
  const method = methods.find((candidate) => candidate.id === id)!;
  return runOn(method, layers, P, params, calibration);
}

function run(id: string, params: ParamRecord, layers: Layers = one): Ran['caches'] {
  return ran(id, params, layers).caches;
}

/** The first bars of a stage that a head's trace shows for a step. */
function barsOf({ run: told }: Ran, layer: number, head: number, stage: string, row?: number) {
  const found = told.trace!(layer, head, row ?? null).find(({ id }) => id === stage)!.drawables[0]!;
  if (found.kind !== 'bars') throw new Error(`${stage} begins with ${found.kind}`);
  return found;
}

/** Numbers of a case, whatever their type. */
function numbersOf({ dtype, bytes }: NpyArray): ArrayLike<number> {
  const { buffer } = bytes.slice();
  if (dtype === 'f4') return new Float32Array(buffer);
  if (dtype === 'i2') return new Int16Array(buffer);
  if (dtype === 'i4') return new Int32Array(buffer);
  if (dtype === 'i8') return Array.from(new BigInt64Array(buffer), Number);
  throw new Error(`no test has needed ${dtype} so far`);
}

/** Row `row` of an array whose last axis is its rows'. */
function rowOfCase(file: string, name: string, row: number): number[] {
  const array = open(file).get(name)!;
  const length = array.shape.at(-1)!;
  return Array.from(numbersOf(array)).slice(row * length, (row + 1) * length);
}

/** Equal to a ten-thousandth of the largest. */
function expectClose(got: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(got.length, what).toBe(wanted.length);
  const scale = Math.max(...wanted.map(Math.abs));
  const off = wanted.map((value, at) => Math.abs(value - got[at]!) / scale);
  expect(Math.max(...off), what).toBeLessThan(1e-4);
}

/** The pooled scores of a prompt's keys in every head of layer 0. */
function expectScores(told: Ran, file: string): void {
  for (let head = 0; head < HEADS; head++) {
    const { values } = barsOf(told, 0, head, 'scores');
    expectClose(values, rowOfCase(file, 'pooled_scores', head), `scores of head ${head}`);
  }
}

/** Keys of the prompt that are still stored after its cut. */
function storedOfPrompt({ leaves }: HeadCache): number[] {
  return Array.from({ length: P }, (_, key) => key).filter((key) => leaves![key]! > P);
}

/** What cases of SnapKV and those after it have in common. */
function snapOf(params: ParamRecord): ParamRecord {
  return {
    window: params['window_size']!,
    kernel: params['kernel_size']!,
    pooling: params['pooling'] === 'maxpool' ? 'max' : 'average',
  };
}

/** A layer of other texts whose channel statistics are those of a case: one token, |q·k| its means. */
function textWith(means: NpyArray): DecodeHead[] {
  const all = floats(means);
  return Array.from({ length: HEADS }, (_, head) => {
    const q = matrix(1, D, all.subarray(head * D, (head + 1) * D));
    const k = matrix(1, D, new Float32Array(D).fill(1));
    return { n: 1, d: D, layer: 0, head, kvHead: head, q, k, v: k };
  });
}

/** How each method's case is run and compared. */
const compare: Readonly<Record<string, (given: Case) => void>> = {
  'streaming-llm'({ file, params }) {
    const set = { sinks: params['start_size']!, window: params['recent_size']! };
    expect(differing(run('streaming-llm', set)[0]!, file, 'read')).toEqual([]);
  },
  h2o({ file, params }) {
    const set = { heavy: params['hh_size']!, recent: params['recent_size']! };
    const told = ran('h2o', set);
    const [layer] = told.caches;
    expect(differing(layer!, file, 'read')).toEqual([]);
    for (const [head, cache] of layer!.entries()) {
      expect(storedOfPrompt(cache)).toEqual(rowOfCase(file, 'cache_after_prompt', head));
      const { values, chosen } = barsOf(told, 0, head, 'scores');
      expect(chosen).toEqual(rowOfCase(file, 'cache_after_last_step', head));
      const wanted = rowOfCase(file, 'scores_after_last_step', head);
      expectClose(
        chosen!.map((key) => values[key]!),
        wanted,
        `scores of head ${head}`,
      );
    }
  },
  h2o_mask({ file, params }) {
    const set = { heavy: params['heavy']!, recent: params['recent']!, variant: 'mask' };
    expect(differing(run('h2o', set)[0]!, file, 'read')).toEqual([]);
  },
  tova({ file, params }) {
    const [layer] = run('tova', { size: params['cache_size']! });
    expect(differing(layer!, file, 'read')).toEqual([]);
    expect(storedOfPrompt(layer![0]!)).toEqual(rowOfCase(file, 'cache_after_prompt', 0));
  },
  snapkv({ file, params }) {
    const told = ran('snapkv', { ...snapOf(params), capacity: params['max_capacity_prompt']! });
    expectCut(told, file, params);
  },
  adakv({ file, params }) {
    const told = ran('adakv', {
      ...snapOf(params),
      capacity: params['base_capacity']!,
      floor: params['floor_alpha']!,
      skip: params['skip']!,
    });
    expectCut(told, file, params);
    const { values } = barsOf(told, 0, 0, 'capacities');
    expect([...values]).toEqual(rowOfCase(file, 'head_capacity', 0));
  },
  pyramidkv({ file, params }) {
    const set = {
      ...snapOf(params),
      capacity: params['max_capacity_prompt']!,
      beta: params['beta']!,
    };
    const layers = Array.from({ length: Number(params['num_hidden_layers']) }, (_, layer) =>
      layerOf(layer),
    );
    const told = ran('pyramidkv', set, layers);
    for (const [layer, heads] of told.caches.entries()) {
      expect(differingKept(heads, file, 'kept', layer * HEADS), `layer ${layer}`).toEqual([]);
    }
    if (!open(file).has('pooled_scores')) return; // a prompt that fits is not scored
    expectScores(told, file);
    const { values } = barsOf(told, 0, 0, 'capacities');
    expect([...values]).toEqual(rowOfCase(file, 'layer_budget', 0));
  },
  quest({ file, params }) {
    const set = { budget: params['token_budget']!, page: params['chunk_size']!, denseLayers: 0 };
    const released = ran('quest', { ...set, rule: 'evaluation' });
    expect(differing(released.caches[0]!, file, 'read')).toEqual([]);
    const kernel = run('quest', { ...set, rule: 'kernel' });
    expect(differing(kernel[0]!, file, 'read_kernel_rule')).toEqual([]);
    const steps = rowOfCase(file, 'page_bound_steps', 0);
    for (const [at, t] of steps.entries()) {
      for (let head = 0; head < HEADS; head++) {
        const bounds = rowOfCase(file, 'page_bound', head * steps.length + at);
        const born = bounds.filter((bound) => !Number.isNaN(bound));
        expectClose(barsOf(released, 0, head, 'bounds', t - P).values, born, `bounds of step ${t}`);
      }
    }
  },
  'double-sparsity'({ file, params }) {
    const set = {
      statistic: String(params['channel']).replace('_', '-'),
      channels: params['channels_kept']!,
      heavy: params['heavy_const']!,
      bits: String(params['label_bits']),
      denseLayers: 0,
    };
    const text = textWith(open(file).get('channel_stat')!);
    const told = ran('double-sparsity', set, one, [[text]]);
    // Ties of coarse labels are undefined there; on these heads they happen to fall as ours do.
    expect(differing(told.caches[0]!, file, 'read')).toEqual([]);
    const steps = rowOfCase(file, 'label_score_steps', 0);
    for (let head = 0; head < HEADS; head++) {
      const top = rowOfCase(file, 'sorted_channel', head).slice(0, Number(set.channels));
      expect(barsOf(told, 0, head, 'channels').chosen).toEqual(top);
      for (const [at, t] of steps.entries()) {
        const wanted = rowOfCase(file, 'label_scores', head * steps.length + at).slice(0, t + 1);
        expectClose(barsOf(told, 0, head, 'labels', t - P).values, wanted, `labels of step ${t}`);
      }
    }
  },
  tidaldecode({ file, params }) {
    const set = {
      k: params['top_k']!,
      start: params['sparse_layer_start']!,
      reselect: params['correction_layer']!,
    };
    const [s, c] = [Number(set.start), Number(set.reselect)];
    const layers = Array.from({ length: Number(params['num_layers']) }, (_, layer) =>
      layerOf(layer, layer),
    );
    for (const [rule, first, second] of [
      ['evaluation', 'read', 'read_correction'],
      ['clean', 'read_kernel_rule_s', 'read_kernel_rule_c'],
    ] as const) {
      const caches = run('tidaldecode', { ...set, rule }, layers);
      expect(differing(caches[s + 1]!, file, first), first).toEqual([]);
      expect(differing(caches[c + 1]!, file, second), second).toEqual([]);
      for (const layer of [s, c]) expect(caches[layer]!.every((cache) => cache.whole)).toBe(true);
    }
  },
};

/** A cut prompt: what was kept by stable ties, what was read, and the scores of it. */
function expectCut(told: Ran, file: string, params: ParamRecord): void {
  const [layer] = told.caches;
  expect(differingKept(layer!, file, 'kept_stable')).toEqual([]);
  if (params['pooling'] === 'avgpool') expect(differing(layer!, file, 'read')).toEqual([]);
  expectScores(told, file);
}

describe('official code', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(10));

  for (const given of cases) {
    it(given.file, () => {
      expect(compare[given.method], `a way to compare ${given.method}`).toBeDefined();
      compare[given.method]!(given);
    });
  }
});
