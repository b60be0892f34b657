// From text to numbers on the shipped model, against what the training's own evaluation measured in
// another language: eval.json beside the weights, windows imposed on all layers and heads.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  measureLoss,
  measureNeedles,
  type CostSubject,
} from '../../../src/domains/attention/cost.ts';
import { contextFor } from '../../../src/domains/attention/context.ts';
import { measureHead } from '../../../src/domains/attention/metrics.ts';
import { resolveSettings } from '../../../src/domains/settings.ts';
import { readSubject } from '../../../src/domains/attention/subject.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import type { AttentionMethod } from '../../../src/methods/attention.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';
import { openModel, type Model } from '../../../src/model/folder.ts';
import { hiddenLosses, meanLoss } from '../../../src/model/loss.ts';
import { needleCase } from '../../../src/model/needles.ts';
import { makeTale } from '../../../src/model/tales.ts';

const FOLDER = new URL('../../../public/models/atlas-3m/', import.meta.url);
const TALES = 3;
const now = (): Promise<void> => Promise.resolve();

interface Evaluation {
  readonly heldOut: { readonly tales: { readonly natsPerToken: number } };
  readonly windows: readonly {
    readonly window: number;
    readonly sinks: number;
    readonly tales: number;
    readonly needle: number;
  }[];
}

function read(name: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(new URL(name, FOLDER))).buffer;
}

let model: Model;
let subjects: CostSubject[];
const evaluation = JSON.parse(readFileSync(new URL('eval.json', FOLDER), 'utf8')) as Evaluation;

async function method(id: string): Promise<AttentionMethod> {
  const load = loadersOf.attention[id];
  if (!load) throw new Error(`there is no method ${id}`);
  return (await load()).default;
}

beforeAll(async () => {
  const names = ['config.json', 'tokenizer.json', 'model.safetensors'];
  const files = new Map(names.map((name) => [name, read(name)]));
  model = openModel(files, await loadKernels());
  subjects = [];
  for (let i = 0; i < TALES; i++) {
    // The begin mark and 1,024 tokens after it, as the evaluation's windows.
    const { llama, tokenizer } = model;
    const ids = tokenizer.encode(makeTale(`heldout-${i}`).text).ids.slice(0, 1025);
    const { hidden } = await llama.forward(ids, { logits: 'none' });
    const denseLosses = await hiddenLosses(llama, hidden, ids);
    const cases = [needleCase(tokenizer, `heldout-${i}`, 1025)];
    subjects.push({ llama, ids, denseLosses, cases, assets: new Map() });
  }
});

/** Mean loss and needle accuracy under a window with sinks. */
async function windowed(window: number, sinks: number): Promise<{ nats: number; needle: number }> {
  const streaming = await method('streaming-llm');
  const params = resolveSettings(streaming, { n: 1025, d: 32, layers: 6, heads: 6 }, null, {
    window,
    sinks,
  });
  if (!params.ok) throw new Error(params.message);
  const setting = { method: streaming, paramsFor: () => params.value };
  let nats = 0;
  let right = 0;
  let asked = 0;
  for (const subject of subjects) {
    nats += (await measureLoss(subject, setting, now)).nats / TALES;
    const found = await measureNeedles(subject, setting, now);
    right += found.needlesRight;
    asked += found.needles;
  }
  return { nats, needle: right / asked };
}

describe('the whole model', () => {
  it('has the loss that its evaluation measured', () => {
    const nats = subjects.reduce((sum, each) => sum + meanLoss(each.denseLosses) / TALES, 0);
    // Three tales of 256: their mean lies within a few hundredths.
    expect(Math.abs(nats - evaluation.heldOut.tales.natsPerToken)).toBeLessThan(0.05);
  });

  it.each([
    [32, 4],
    [128, 4],
  ])('loses with a window of %s and %s sinks what its evaluation lost', async (window, sinks) => {
    const expected = evaluation.windows.find((row) => row.window === window && row.sinks === sinks);
    const found = await windowed(window, sinks);
    expect(Math.abs(found.nats / (expected?.tales ?? NaN) - 1)).toBeLessThan(0.1);
    expect(Math.abs(found.needle - (expected?.needle ?? NaN))).toBeLessThan(0.2);
  });
});

describe('a head', () => {
  it('measures under MInference at a budget of 0.2 to what such a mask can keep', async () => {
    const { llama, tokenizer } = model;
    const ids = tokenizer.encode(makeTale(7).text).ids.slice(0, 512);
    const subject = await readSubject(llama, ids, now);
    const head = subject.heads[2]?.[1];
    if (!head) throw new Error('the model has no head (2, 1)');
    const measure = async (id: string, budget: number) => {
      const chosen = await method(id);
      const params = resolveSettings(chosen, head, budget, {});
      if (!params.ok) throw new Error(params.message);
      const siblings = subject.heads[2] ?? [];
      const context = contextFor(head, { kernels: llama.kernels, siblings });
      const selection = chosen.select(head, params.value, context);
      return (await measureHead(head, selection, llama.kernels, 6, now)).metrics;
    };
    const minference = await measure('minference', 0.2);
    expect(minference.sparsity).toBeGreaterThan(0.7);
    expect(minference.kernelFlops).toBeGreaterThanOrEqual(minference.idealFlops);
    expect(minference.kernelFlops).toBeLessThan(minference.denseFlops);
    // No mask beats the threshold oracle with as many pairs; a random one would keep as it is dense.
    const oracle = await measure('oracle', 1 - minference.sparsity);
    expect(oracle.keptPairs).toBeGreaterThanOrEqual(0.98 * minference.keptPairs);
    expect(minference.recall).toBeLessThan(oracle.recall + 0.02);
    expect(minference.recall).toBeGreaterThan(2 * (1 - minference.sparsity));
  });
});
