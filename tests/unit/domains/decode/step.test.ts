// Going token by token against the run in one pass, on the shipped model and under every method: the same
// read sets, the same keys gone, the same hidden states and logits. Sums of one row round otherwise than sums of
// many, so a text must not hold two keys that weigh the same to seven digits at the edge of a read set.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadKernels } from '../../../../src/kernels/index.ts';
import { resolveSettings } from '../../../../src/domains/settings.ts';
import { draftOn } from '../../../../src/domains/decode/draft.ts';
import { runOver, type Calibration } from '../../../../src/domains/decode/run.ts';
import { Stepper } from '../../../../src/domains/decode/step.ts';
import { valueOf } from '../../../../src/core/result.ts';
import type { Matrix } from '../../../../src/core/tensor.ts';
import { loadersOf } from '../../../../src/methods/load.generated.ts';
import { openModel, type Model } from '../../../../src/model/folder.ts';
import { makeTale } from '../../../../src/model/tales.ts';

const at = (path: string): URL => new URL(`../../../../${path}`, import.meta.url);
const N = 112;
const PROMPT = 64;
const BUDGET = 0.3;
const CLOSE = 1e-4;
const now = (): Promise<void> => Promise.resolve();
const methods = await Promise.all(
  Object.values(loadersOf.decode).map(async (load) => (await load()).default),
);
/** A tale of which the steps hold questions, and documentation. */
const TEXTS: Readonly<Record<string, string>> = {
  tale: makeTale('steps').text,
  docs: readFileSync(at('src/model/samples/docs.txt'), 'utf8'),
};

let model: Model;
let calibration: Calibration;
beforeAll(async () => {
  const bytes = (name: string): ArrayBuffer =>
    Uint8Array.from(readFileSync(at(`public/models/atlas-3m/${name}`))).buffer;
  const names = ['config.json', 'tokenizer.json', 'model.safetensors'];
  model = openModel(new Map(names.map((name) => [name, bytes(name)])), await loadKernels());
  const ids = model.tokenizer.encode(makeTale('calibration').text).ids.slice(0, N);
  calibration = [(await model.llama.forward(ids, { keep: 'heads' })).heads];
});

function idsOf(name: string): Uint32Array {
  const { ids } = model.tokenizer.encode(TEXTS[name]!);
  if (name !== 'tale') return ids.slice(0, N);
  // From where a question comes among the steps.
  const question = TEXTS['tale']!.indexOf('?');
  const { ends } = model.tokenizer.encode(TEXTS['tale']!);
  const asked = ends.findIndex((end) => end > question);
  const from = Math.max(1, asked - PROMPT - 8);
  return Uint32Array.from([ids[0]!, ...ids.slice(from, from + N - 1)]);
}

/** Fails unless a row of one is the last of the other, within 1e-4. */
function expectClose(a: Matrix, row: number, b: Matrix): void {
  expect(a.cols).toBe(b.cols);
  const [x, y] = [row * a.cols, (b.rows - 1) * b.cols];
  let most = 0;
  for (let c = 0; c < a.cols; c++) {
    most = Math.max(most, Math.abs(a.data[x + c]! - b.data[y + c]!));
  }
  expect(most).toBeLessThanOrEqual(CLOSE);
}

describe.each(Object.keys(TEXTS))('%s', (name) => {
  it.each(methods.map((method) => [method.id, method] as const))(
    '%s steps as in one pass',
    async (_, method) => {
      const ids = idsOf(name);
      expect(ids).toHaveLength(N);
      const { layers, heads, headDim: d } = model.llama.config;
      const shape = { n: N, prompt: PROMPT, d, layers, heads };
      const params = valueOf(resolveSettings(method, shape, BUDGET, {}));
      const { llama } = model;
      const asked = { method, params, target: llama, writer: llama.first(3), ids, prompt: PROMPT };
      const draft = method.drafting && (await draftOn({ ...asked, checkpoint: now }));
      const parts = { method, params, prompt: PROMPT, calibration, draft };
      const whole = await runOver(model.llama, ids, parts, now);
      const logits = await model.llama.logits(whole.hidden, PROMPT - 1, N);
      const stepper = new Stepper(model.llama, parts, N);
      const prompt = await stepper.read(ids.slice(0, PROMPT));
      expectClose(logits, 0, prompt.logits);
      for (let t = PROMPT; t < N; t++) {
        const stepped = await stepper.step(ids[t]!);
        expectClose(whole.hidden, t, stepped.hidden);
        expectClose(logits, t - PROMPT + 1, stepped.logits);
        for (const [layer, caches] of stepped.caches.entries()) {
          for (const [head, { read, leaves }] of caches.entries()) {
            const other = whole.caches[layer]![head]!;
            const where = `layer ${layer} head ${head} step ${t}`;
            const row = t - PROMPT;
            const keys = (has: (key: number) => boolean): number[] =>
              Array.from({ length: t + 1 }, (_each, key) => Number(has(key)));
            expect(
              keys((key) => read.has(row, key)),
              where,
            ).toEqual(keys((key) => other.read.has(row, key)));
            const gone = (all: Int32Array | null): number[] =>
              keys((key) => all !== null && all[key]! <= t);
            expect(gone(leaves), where).toEqual(gone(other.leaves));
          }
        }
      }
      // The budget leaves something out, or the comparison would say little.
      const read = whole.caches.flat().reduce((sum, cache) => sum + cache.read.count(), 0);
      const seen = (layers * heads * (N * (N + 1) - PROMPT * (PROMPT + 1))) / 2;
      if (method.id === 'full') expect(read).toBe(seen);
      else expect(read).toBeLessThan(0.9 * seen);
    },
  );
});
