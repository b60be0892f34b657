// A tiny model to prune, with grouped-query heads; texts of random tokens.
import { defaultsOf, type ParamRecord } from '../../../../src/core/params.ts';
import { createRandom } from '../../../../src/core/random.ts';
import type { Setting } from '../../../../src/domains/weights/select.ts';
import { openWeights, type WeightSubject } from '../../../../src/domains/weights/subject.ts';
import { typescriptKernels } from '../../../../src/kernels/ts.ts';
import { readConfig } from '../../../../src/model/config.ts';
import { openLlama, type Llama } from '../../../../src/model/llama.ts';
import { sourceOf, TINY, tinyTensors } from '../../model/tiny.ts';
import { methodOf } from '../harness.ts';

export function tinyLlama(seed = 1): Llama {
  const config = readConfig(TINY);
  return openLlama(config, sourceOf(tinyTensors(config, seed, 'F16')), typescriptKernels);
}

export function tinySubject(seed = 1): WeightSubject {
  return openWeights(tinyLlama(seed));
}

export function tokens(seed: number, n: number): Uint32Array {
  const random = createRandom(`tokens ${seed}`);
  return Uint32Array.from({ length: n }, () => random.int(TINY.vocab_size));
}

/** Three sequences to calibrate, two to measure on. */
export const TEXT = {
  calibration: [tokens(1, 24), tokens(2, 24), tokens(3, 16)],
  heldOut: [tokens(4, 24), tokens(5, 16)],
};

export function settingOf(id: string, params: ParamRecord = {}): Setting {
  const method = methodOf(id);
  return { method, paramsFor: () => ({ ...defaultsOf(method.params), ...params }) };
}
