// One step of decoding under each method: the token through all layers, the method asked in every head.
import { valueOf } from '../../../src/core/result.ts';
import { Stepper } from '../../../src/domains/decode/step.ts';
import { resolveSettings } from '../../../src/domains/settings.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';
import { openModel } from '../../../src/model/folder.ts';
import { fetchFolder } from '../../../src/model/load.ts';
import { makeTale } from '../../../src/model/tales.ts';

export interface StepTimes {
  readonly name: string;
  /** ms a step. */
  readonly times: readonly number[];
}

/** Times the last steps of a tale of `n` tokens, `timed` of them after a few; a fifth of the cache is read. */
export async function decodeStep(
  base: string,
  n: number,
  timed: number,
): Promise<readonly StepTimes[] | null> {
  const folder = await fetch(`${base}config.json`);
  if (!folder.ok) return null;
  const kernels = await loadKernels('relaxed-simd');
  const { llama, tokenizer } = openModel(await fetchFolder(base), kernels);
  const tokens = (seed: string, most: number): Uint32Array =>
    tokenizer.encode(makeTale(seed, { minCharacters: most * 6 }).text).ids.slice(0, most);
  const ids = tokens('bench', n);
  const calibration = [];
  for (const seed of ['calibration-0', 'calibration-1']) {
    const options = { keep: 'heads', logits: 'none' } as const;
    calibration.push((await llama.forward(tokens(seed, 512), options)).heads);
  }
  const { layers, heads, headDim: d } = llama.config;
  const prompt = n - timed - WARM_UP;
  const all: StepTimes[] = [];
  for (const load of Object.values(loadersOf.decode)) {
    const method = (await load()).default;
    const params = valueOf(resolveSettings(method, { n, prompt, d, layers, heads }, 0.2, {}));
    const stepper = new Stepper(llama, { method, params, prompt, calibration }, n);
    await stepper.read(ids.slice(0, prompt));
    const times: number[] = [];
    for (let t = prompt; t < n; t++) {
      const begin = performance.now();
      await stepper.step(ids[t]!);
      if (t >= prompt + WARM_UP) times.push(performance.now() - begin);
    }
    all.push({ name: method.name, times });
  }
  return all;
}

const WARM_UP = 4;
