// A run in one pass against going token by token, on the shipped model: what a step decides and writes must not
// depend on tokens that have not been written.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadKernels } from '../../../../src/kernels/index.ts';
import { resolveSettings } from '../../../../src/domains/settings.ts';
import { draftOn } from '../../../../src/domains/decode/draft.ts';
import { DRAFT, openDraft } from '../../../../src/domains/decode/draft-model.ts';
import { tableOf } from '../../../../src/domains/tables.ts';
import { runOver, type Calibration } from '../../../../src/domains/decode/run.ts';
import { valueOf } from '../../../../src/core/result.ts';
import { loadersOf } from '../../../../src/methods/load.generated.ts';
import { openModel, type Model } from '../../../../src/model/folder.ts';
import type { Llama } from '../../../../src/model/llama.ts';
import { makeTale } from '../../../../src/model/tales.ts';

const FOLDER = new URL('../../../../public/models/atlas-3m/', import.meta.url);
const N = 72;
const PROMPT = 40;
/** Steps at which the text is cut. */
const CUTS = [PROMPT + 1, PROMPT + 9, N];
const now = (): Promise<void> => Promise.resolve();
const methods = await Promise.all(
  Object.values(loadersOf.decode).map(async (load) => (await load()).default),
);

let model: Model;
let writer: Llama;
let calibration: Calibration;
beforeAll(async () => {
  const bytes = (name: string): ArrayBuffer =>
    Uint8Array.from(readFileSync(new URL(name, FOLDER))).buffer;
  const names = ['config.json', 'tokenizer.json', 'model.safetensors'];
  model = openModel(new Map(names.map((name) => [name, bytes(name)])), await loadKernels());
  writer = openDraft(
    tableOf(bytes(`${DRAFT}.safetensors`)),
    model.llama.config,
    model.llama.kernels,
  );
  const { heads } = await model.llama.forward(idsOf('calibration'), { keep: 'heads' });
  calibration = [heads];
});

function idsOf(seed: string): Uint32Array {
  return model.tokenizer.encode(makeTale(seed).text).ids.slice(0, N);
}

describe.each(['one', 'another'])('tale %s', (seed) => {
  it.each(methods.map((method) => [method.id, method] as const))(
    '%s goes token by token as in one pass',
    async (_, method) => {
      const ids = idsOf(seed);
      const { layers, heads, headDim: d } = model.llama.config;
      const shape = { n: N, prompt: PROMPT, d, layers, heads };
      const params = valueOf(resolveSettings(method, shape, 0.3, {}));
      const target = model.llama;
      const drafting = { method, params, target, writer, ids, prompt: PROMPT, checkpoint: now };
      const draft = method.drafting && (await draftOn(drafting));
      const parts = { method, params, prompt: PROMPT, calibration, draft };
      const whole = await runOver(model.llama, ids, parts, now);
      for (const n of CUTS) {
        const cut = await runOver(model.llama, ids.slice(0, n), parts, now);
        const last = n - 1;
        const row = ({ data, cols }: typeof cut.hidden) => data.subarray(last * cols, n * cols);
        const [stepped, atOnce] = [row(cut.hidden), row(whole.hidden)];
        for (const [i, value] of stepped.entries()) expect(value).toBeCloseTo(atOnce[i]!, 4);
        for (const [layer, caches] of cut.caches.entries()) {
          for (const [head, cache] of caches.entries()) {
            const other = whole.caches[layer]![head]!;
            const reads = (mask: typeof cache.read): number[] =>
              Array.from({ length: n }, (_each, key) => Number(mask.has(last - PROMPT, key)));
            expect(reads(cache.read), `layer ${layer} head ${head} step ${last}`).toEqual(
              reads(other.read),
            );
          }
        }
      }
    },
  );
});
