// What all methods on caches have in common: the five heads of a case as layers, a run over them, and how read
// sets and stages are told as the cases tell them.
import { maskBytes } from '../../../../src/core/mask/bytes.ts';
import type { NpyArray } from '../../../../src/core/npy.ts';
import type { ParamRecord } from '../../../../src/core/params.ts';
import { matrix } from '../../../../src/core/tensor.ts';
import type { DecodeHead, HeadCache } from '../../../../src/methods/decode.ts';
import { keysRead } from '../../../../src/methods/decode/_shared/cache.ts';
import { methods, runOn, type Layers, type Ran } from '../../methods/decode/harness.ts';
import type { Answers, Golden, Rule, Values } from '../mapping.ts';

const [HEADS, N, D] = [5, 512, 32];
/** Tokens of the prompt in all cases. */
export const P = 256;

export interface Told {
  readonly golden: Golden;
  readonly ran: Ran;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Their parameters as ours; `layers`: how many, each with the same heads. */
export function caches<A>(
  id: string,
  set: (params: A) => ParamRecord,
  answers: (told: Told) => Answers,
  layers: (params: A, golden: Golden) => Layers = (_, golden) => [layerOf(golden, 0)],
): Rule {
  return (golden) => {
    const params = golden.about.params as A & Told['params'];
    const ran = run(id, set(params), layers(params, golden), calibrationOf(golden));
    return Promise.resolve(answers({ golden, ran, params }));
  };
}

export function run(id: string, set: ParamRecord, layers: Layers, calibration?: Layers): Ran {
  const method = methods.find((each) => each.id === id)!;
  return runOn(method, layers, P, set, calibration && [calibration]);
}

/** The five heads as a layer; head h is data head (h + shift) mod 5. */
export function layerOf(golden: Golden, layer: number, shift = 0): DecodeHead[] {
  const part = (name: string, head: number) => {
    const all = floats(golden.input(name));
    return matrix(N, D, all.subarray(head * N * D, (head + 1) * N * D));
  };
  return Array.from({ length: HEADS }, (_, head) => {
    const data = (head + shift) % HEADS;
    const [q, k, v] = [part('q', data), part('k', data), part('v', data)];
    const [qPre, kPre] = [part('q_pre', data), part('k_pre', data)];
    return { n: N, d: D, layer, head, kvHead: head, q, k, v, qPre, kPre };
  });
}

/** A layer of other texts whose channel statistics are those of a case: one token, |q·k| its means. */
function calibrationOf(golden: Golden): Layers | undefined {
  if (!('channel_stat' in golden.about.arrays)) return undefined;
  const all = Float32Array.from(golden.array('channel_stat'));
  const heads = Array.from({ length: HEADS }, (_, head) => {
    const q = matrix(1, D, all.subarray(head * D, (head + 1) * D));
    const k = matrix(1, D, new Float32Array(D).fill(1));
    return { n: 1, d: D, layer: 0, head, kvHead: head, q, k, v: k };
  });
  return [heads];
}

/** Heads × steps × keys. */
export function readOf(layer: readonly HeadCache[]): Values {
  return maskBytes(layer.map(({ read }) => read));
}

/** Heads × prompt: what the first step finds of it. */
export function keptOf(layer: readonly HeadCache[]): Values {
  return layer.flatMap((cache) => {
    const kept = new Set(keysRead(cache, 0));
    return Array.from({ length: P }, (_, key) => Number(kept.has(key)));
  });
}

/** Keys of the prompt that each head still stores after its cut. */
export function storedOf(layer: readonly HeadCache[]): Values {
  return layer.flatMap(({ leaves }) =>
    Array.from({ length: P }, (_, key) => key).filter((key) => leaves![key]! > P),
  );
}

/** The first bars of a stage that a head's trace shows for a step. */
export function barsOf({ run: told }: Ran, head: number, stage: string, row?: number) {
  const { drawables } = told.trace!(0, head, row ?? null).find(({ id }) => id === stage)!;
  const found = drawables.find((drawn) => drawn.kind === 'bars');
  if (!found) throw new Error(`${stage} shows no bars`);
  return found;
}

/** Of every head, one after another. */
export function ofHeads(read: (head: number) => Iterable<number>): number[] {
  return Array.from({ length: HEADS }, (_, head) => [...read(head)]).flat();
}

interface Snapped {
  readonly window_size: number;
  readonly kernel_size: number;
  readonly pooling: 'avgpool' | 'maxpool';
}

/** What cases of SnapKV and those after it have in common. */
export function snapOf({ window_size, kernel_size, pooling }: Snapped): ParamRecord {
  return {
    window: window_size,
    kernel: kernel_size,
    pooling: pooling === 'maxpool' ? 'max' : 'average',
  };
}

/** A cut prompt: what was kept by stable ties, what was read, and the scores of it. */
export function cutAnswers({ ran, params }: Told): Answers {
  const [layer] = ran.caches;
  const plateaus =
    'within plateaus of max-pooling the published code picks any; kept_stable says which';
  const follows = params['pooling'] === 'maxpool' ? plateaus : null;
  return {
    kept_stable: { ours: keptOf(layer!) },
    kept: follows ?? { ours: keptOf(layer!), follows: true },
    read: follows ?? { ours: readOf(layer!), follows: true },
    pooled_scores: { ours: ofHeads((head) => barsOf(ran, head, 'scores').values), follows: true },
  };
}

function floats({ bytes }: NpyArray): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}
