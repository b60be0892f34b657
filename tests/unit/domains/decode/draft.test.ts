// Drafts on the shipped model: who writes what, what the model reads of it, and runs over a part of the prompt.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveParams, type ParamRecord } from '../../../../src/core/params.ts';
import { valueOf } from '../../../../src/core/result.ts';
import compute from '../../../../src/domains/decode/compute.ts';
import { draftOn } from '../../../../src/domains/decode/draft.ts';
import {
  configOf,
  DRAFT,
  openDraft,
  randomDraft,
  type DraftTable,
} from '../../../../src/domains/decode/draft-model.ts';
import type { LookAheadPart } from '../../../../src/domains/decode/look-ahead.ts';
import { runOver, seenOf } from '../../../../src/domains/decode/run.ts';
import { plainDesk } from '../../../../src/domains/desk.ts';
import { runNamed } from '../../../../src/domains/pipeline.ts';
import { tableOf } from '../../../../src/domains/tables.ts';
import { loadKernels } from '../../../../src/kernels/index.ts';
import type { Kernels } from '../../../../src/kernels/contract.ts';
import method from '../../../../src/methods/decode/draft-based-inference/draft-based-inference.ts';
import { readConfig } from '../../../../src/model/config.ts';
import { openModel, type Model } from '../../../../src/model/folder.ts';
import type { Llama } from '../../../../src/model/llama.ts';
import { makeTale } from '../../../../src/model/tales.ts';

const FOLDER = new URL('../../../../public/models/atlas-3m/', import.meta.url);
const [N, PROMPT] = [72, 40];
const checkpoint = (): Promise<void> => Promise.resolve();

let kernels: Kernels;
let model: Model;
let table: DraftTable;
let trained: Llama;
let ids: Uint32Array;
const bytes = (name: string): ArrayBuffer =>
  Uint8Array.from(readFileSync(new URL(name, FOLDER))).buffer;
beforeAll(async () => {
  kernels = await loadKernels();
  const names = ['config.json', 'tokenizer.json', 'model.safetensors'];
  model = openModel(new Map(names.map((name) => [name, bytes(name)])), kernels);
  table = tableOf(bytes(`${DRAFT}.safetensors`));
  trained = openDraft(table, model.llama.config, kernels);
  ids = model.tokenizer.encode(makeTale('draft').text).ids.slice(0, N);
});

const paramsOf = (set: Partial<ParamRecord>) => valueOf(resolveParams(method.params, set));
const drafted = (set: Partial<ParamRecord>, writer: Llama = trained, text = ids) =>
  draftOn({
    ...{ method, params: paramsOf(set), target: model.llama, writer, checkpoint },
    ...{ ids: text, prompt: PROMPT },
  });
const headsOn = async (llama: Llama, text: Uint32Array) =>
  (await llama.forward(text, { keep: 'heads', logits: 'none' })).heads;
const keysIn = (heads: readonly (readonly { readonly k: { readonly data: Float32Array } }[])[]) =>
  heads.map((layer) => layer.map(({ k }) => Array.from(k.data)));

describe('the writers', () => {
  it('opens what came with the model as its own config.json says', () => {
    const config = readConfig(
      JSON.parse(readFileSync(new URL('draft/config.json', FOLDER), 'utf8')),
    );
    expect(configOf(table, model.llama.config)).toEqual(config);
    expect([config.layers, config.heads, config.hiddenSize]).toEqual([2, 3, 96]);
  });

  it('refuses a table without a model in it', () => {
    expect(() => openDraft(new Map(), model.llama.config, kernels)).toThrow(/draft has no tensor/);
  });

  it('writes the most probable tokens, as if it read everything anew each time', async () => {
    const { ids: written, heads, prompt } = await drafted({ lookAhead: 6 });
    let text = Array.from(ids.subarray(0, PROMPT));
    for (const id of written) {
      const { logits } = await trained.forward(text, { logits: 'last' });
      expect(id).toBe(logits.data.indexOf(Math.max(...logits.data)));
      text = [...text, id];
    }
    expect([prompt, written.length]).toEqual([PROMPT, 6]);
    expect(keysIn(heads)).toEqual(keysIn(await headsOn(trained, Uint32Array.from(text))));
  });

  it('does not care what the text says beyond the prompt, unless it is the oracle', async () => {
    const other = ids.slice().fill(7, PROMPT);
    const [a, b] = [
      await drafted({ lookAhead: 4 }),
      await drafted({ lookAhead: 4 }, trained, other),
    ];
    expect(b).toEqual(a);
    const oracle = { draft: 'oracle', lookAhead: 4 };
    expect((await drafted(oracle, model.llama, other)).ids).toEqual(Uint32Array.of(7, 7, 7, 7));
  });

  it('lets the oracle copy the text, as far as it goes', async () => {
    const told = await drafted({ draft: 'oracle', lookAhead: 500 }, model.llama);
    expect(told.ids).toEqual(ids.slice(PROMPT));
    expect(keysIn(told.ahead)).toEqual(keysIn(await headsOn(model.llama, ids)));
  });

  it('takes an early exit for its own draft', async () => {
    const self = model.llama.first(3);
    const [few, all] = [await headsOn(self, ids), await headsOn(model.llama, ids)];
    expect(keysIn(few)).toEqual(keysIn(all.slice(0, 3)));
    expect(() => model.llama.first(7)).toThrow(RangeError);
    expect(() => model.llama.first(0)).toThrow(RangeError);
  });

  it('has a random draft of the same size, the same every time', () => {
    const [a, b] = [1, 2].map(() => randomDraft(model.llama.config, kernels));
    const { layers, heads, hiddenSize, intermediateSize } = trained.config;
    expect(a!.config).toMatchObject({ layers, heads, hiddenSize, intermediateSize });
    expect(a!.embed([5, 6])).toEqual(b!.embed([5, 6]));
    expect(a!.embed([5])).not.toEqual(trained.embed([5]));
  });
});

describe('the model', () => {
  it('reads the prompt and what was written, densely', async () => {
    const { ids: written, ahead, seen } = await drafted({ lookAhead: 5 });
    expect(seen).toBeNull();
    const text = Uint32Array.from([...ids.subarray(0, PROMPT), ...written]);
    expect(keysIn(ahead)).toEqual(keysIn(await headsOn(model.llama, text)));
  });

  it('reads only what it gets to see of the prompt, then what was written', async () => {
    const set = { variant: 'speckv-pc', capacity: 10, ratio: 2, window: 4, lookAhead: 5 };
    const { ids: written, ahead, seen } = await drafted(set);
    expect(seen).toHaveLength(20);
    const text = Uint32Array.from([...Array.from(seen!, (at) => ids[at]!), ...written]);
    expect(keysIn(ahead)).toEqual(keysIn(await headsOn(model.llama, text)));
    expect((await drafted({ ...set, variant: 'specpc' })).ahead).toEqual([]);
  });
});

describe('a run over a part of the prompt', () => {
  const set = { variant: 'specpc', capacity: 16, window: 4, lookAhead: 5 };

  it('is the model on the shortened text, told in positions of the whole', async () => {
    const draft = await drafted(set);
    const seen = draft.seen!;
    const parts = { method, params: paramsOf(set), prompt: PROMPT, draft };
    const ran = await runOver(model.llama, ids, parts, checkpoint);
    const short = seenOf(ids, PROMPT, seen);
    const { hidden } = await model.llama.forward(short, { logits: 'none' });
    const { cols } = hidden;
    expect(short).toHaveLength(16 + N - PROMPT);
    const rows = (data: Float32Array, from: number) => Array.from(data.subarray(from * cols));
    rows(ran.hidden.data, PROMPT).forEach((value, at) =>
      expect(value).toBeCloseTo(rows(hidden.data, 16)[at]!, 4),
    );
    expect(keysIn(ran.heads)).toEqual(keysIn(await headsOn(model.llama, ids)));
    for (const { read, leaves } of ran.caches.flat()) {
      expect([read.rows, read.cols]).toEqual([N - PROMPT, N]);
      const kept = [...leaves!.subarray(0, PROMPT).entries()].filter(([, left]) => left === N);
      expect(kept.map(([at]) => at)).toEqual([...seen]);
      expect(read.rowCount(N - PROMPT - 1)).toBe(16 + N - PROMPT);
    }
  });

  it('goes token by token as in one pass, in all variants', async () => {
    for (const variant of ['specpc', 'speckv-pc']) {
      const more = { ...set, variant };
      const draft = await drafted(more);
      const parts = { method, params: paramsOf(more), prompt: PROMPT, draft };
      const whole = await runOver(model.llama, ids, parts, checkpoint);
      for (const n of [PROMPT + 1, PROMPT + 9]) {
        const cut = await runOver(model.llama, ids.slice(0, n), parts, checkpoint);
        const row = ({ data, cols }: typeof cut.hidden) => data.subarray((n - 1) * cols, n * cols);
        row(cut.hidden).forEach((value, at) =>
          expect(value).toBeCloseTo(row(whole.hidden)[at]!, 4),
        );
      }
    }
  });
});

describe('the look-ahead', () => {
  const kind = { domain: 'decode', kind: 'cache', model: 'atlas', tokens: N };
  const deskOf = () =>
    plainDesk({
      kernels,
      model: { name: 'atlas', ...model, needleCases: [] },
      tables: (names) =>
        new Map(names.map((name) => [name, tableOf(bytes(`${name}.safetensors`))])),
    });
  const partOf = async (id: string, set: ParamRecord): Promise<LookAheadPart> => {
    const subject = { layer: 5, head: 1, prompt: PROMPT };
    const { text } = makeTale('draft');
    const asked = { ...kind, text, subject, method: id, budget: null, set };
    const parts: LookAheadPart[] = [];
    const wish = { name: 'look-ahead', wish: {} };
    await runNamed(compute as never, asked, wish, deskOf(), (part) => parts.push(part as never));
    expect(parts).toHaveLength(1);
    return parts[0]!;
  };

  it('tells what the oracle reads, what stays and what is wanted', async () => {
    const part = await partOf('draft-based-inference', {
      ...{ draft: 'oracle', lookAhead: 6, capacity: 12, window: 4 },
    });
    expect(part.ghosts.map(({ right }) => right)).toEqual(Array(6).fill(true));
    const text = part.ghosts.map((ghost) => ghost.text).join('');
    expect(text).toBe(model.tokenizer.decode(ids.slice(PROMPT, PROMPT + 6)));
    const size = (flags: Uint8Array): number => flags.reduce((sum, bit) => sum + bit, 0);
    expect([size(part.kept), size(part.snap), part.seen]).toEqual([13, 13, null]);
    // Its tokens are rows of the text itself: none of them reads more than the steps want.
    for (const { reads } of part.ghosts) {
      for (const { key, weight } of reads) {
        expect(weight).toBeGreaterThanOrEqual(0.05);
        expect(part.wanted[key]).toBeGreaterThanOrEqual(weight);
      }
    }
    for (const [key, at] of part.wantedAt.entries())
      expect(at).toBeGreaterThanOrEqual(Math.max(PROMPT, key));
    expect(part.importance.rank).toBe(1); // the oracle is the model
  });

  it('tells which tokens are seen, and how far the draft and the model agree', async () => {
    const part = await partOf('draft-based-inference', { variant: 'specpc', capacity: 16 });
    expect(part.kept).toEqual(part.seen);
    expect(part.importance.rank).toBeGreaterThan(0);
    expect(part.importance.rank).toBeLessThan(1);
  });

  it('is refused where no draft goes ahead', async () => {
    await expect(partOf('snapkv', {})).rejects.toThrow('no draft goes ahead of SnapKV');
  });
});
