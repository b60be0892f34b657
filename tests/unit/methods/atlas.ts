// Heads of the shipped model on two of its kinds of text, and means over all of them.
import { readFileSync } from 'node:fs';
import type { ParamRecord } from '../../../src/core/params.ts';
import type { Matrix } from '../../../src/core/tensor.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import type {
  AttentionContext,
  AttentionHead,
  AttentionMethod,
  AttentionSelection,
} from '../../../src/methods/attention.ts';
import { openModel } from '../../../src/model/folder.ts';
import { readSafetensors } from '../../../src/model/safetensors.ts';
import { makeTale } from '../../../src/model/tales.ts';
import { matrix } from '../../../src/core/tensor.ts';
import { run } from './harness.ts';

const FOLDER = new URL('../../../public/models/atlas-3m/', import.meta.url);
const TOKENS = 512;

const kernels = await loadKernels();

function read(name: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(new URL(name, FOLDER))).buffer;
}

/** A table beside the model; leading dimensions are stacked. */
function table(name: string): ReadonlyMap<string, Matrix> {
  const file = readSafetensors(read(`${name}.safetensors`));
  return new Map(
    file.names.map((tensor) => {
      const cols = file.tensor(tensor).shape.at(-1) ?? 1;
      const data = file.float32(tensor);
      return [tensor, matrix(data.length / cols, cols, data)];
    }),
  );
}

const tables = new Map(['seer-gates', 'moa-influence'].map((name) => [name, table(name)]));

export interface Site {
  readonly head: AttentionHead;
  readonly context: AttentionContext;
}

export type Text = 'tale' | 'code';

async function sitesOf(text: string): Promise<Site[]> {
  const { llama, tokenizer } = model;
  const ids = tokenizer.encode(text).ids.slice(0, TOKENS);
  const { heads } = await llama.forward(ids, { keep: 'heads', logits: 'none' });
  return heads.flatMap((layer) =>
    layer.map((head) => {
      let dense: Float32Array | undefined;
      const context: AttentionContext = {
        kernels,
        dense: () =>
          (dense ??= kernels.attentionRows(head.q, head.k, 1 / Math.sqrt(head.d), 0, head.n)),
        asset: (name) => tables.get(name)!,
        siblings: () => layer,
      };
      return { head, context };
    }),
  );
}

const names = ['config.json', 'tokenizer.json', 'model.safetensors'];
const model = openModel(new Map(names.map((name) => [name, read(name)])), kernels);
const source = new URL('../../../src/core/params.ts', import.meta.url);

/** All 36 heads on 512 tokens of a tale and of the project's own code. */
export const sites: Readonly<Record<Text, readonly Site[]>> = {
  tale: await sitesOf(makeTale(7).text),
  code: await sitesOf(readFileSync(source, 'utf8')),
};

export function select(
  site: Site,
  method: AttentionMethod,
  params: Partial<ParamRecord> = {},
): AttentionSelection {
  return run(method, site.head, params, site.context);
}

/** Mean share of the attention that a selection keeps. */
export function recall({ head, context }: Site, { mask }: AttentionSelection): number {
  const rows = kernels.recallRows(context.dense(), mask, 0, head.n);
  return rows.reduce((sum, x) => sum + x, 0) / head.n;
}

/** Share of the causal pairs that a selection keeps. */
export function density({ head }: Site, { mask }: AttentionSelection): number {
  return mask.count() / ((head.n * (head.n + 1)) / 2);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
