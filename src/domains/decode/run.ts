// A method's run over a text. Where the tokens are known, decoding is one causal pass in which rows before P
// are dense and row t ≥ P sees what the method reads at step t: the same as going token by token, as each
// layer gets the input that the layers below have changed.
import { lazyCausal } from '../../core/mask/lazy.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { ExpectedError } from '../../core/result.ts';
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type {
  DecodeContext,
  DecodeHead,
  DecodeMethod,
  DecodeRun,
  DecodeShape,
  Draft,
  HeadCache,
} from '../../methods/decode.ts';
import { spreadCache } from '../../methods/decode/_shared/seen.ts';
import type { MaskProvider } from '../../model/block.ts';
import { scaleOf } from '../../model/heads.ts';
import type { Llama } from '../../model/llama.ts';
import type { ParamRecord } from '../../core/params.ts';
import type { Checkpoint } from '../../model/linear.ts';

/** Heads of each layer on other texts. */
export type Calibration = readonly (readonly (readonly DecodeHead[])[])[];

export interface RunParts {
  readonly method: DecodeMethod;
  readonly params: ParamRecord;
  readonly prompt: number;
  /** By text, then by layer. */
  readonly calibration?: Calibration;
  readonly draft?: Draft | undefined;
}

/** What a run leaves behind. */
export interface Ran {
  readonly run: DecodeRun;
  /**
   * By layer, then by head, as the model came to them under this method; those of a dense run where the model
   * saw a part of the prompt only.
   */
  readonly heads: readonly (readonly DecodeHead[])[];
  readonly caches: readonly (readonly HeadCache[])[];
  /** Final hidden states, n × hidden; zeros for what the model never saw. */
  readonly hidden: Matrix;
}

export function contextFor(
  shape: DecodeShape,
  kernels: Kernels,
  calibration: Calibration = [],
  draft?: Draft,
): DecodeContext {
  const { n, prompt, d, layers, heads } = shape;
  return {
    ...{ n, prompt, d, layers, heads, kernels },
    attention: (head, from, to) => kernels.attentionRows(head.q, head.k, scaleOf(head), from, to),
    calibration(layer) {
      if (calibration.length > 0) return calibration.map((text) => text[layer]!);
      const what = 'this method is calibrated on other texts, and there are none here';
      throw new ExpectedError('method', what);
    },
    draft() {
      if (draft) return draft;
      throw new ExpectedError('method', 'this method reads what a draft wrote, and there is none');
    },
  };
}

/** Runs the model over `ids` under a method. Whatever `checkpoint` throws passes through. */
export async function runOver(
  llama: Llama,
  ids: Uint32Array,
  parts: RunParts,
  checkpoint: Checkpoint,
): Promise<Ran> {
  const seen = parts.draft?.seen;
  if (seen) return runOverSeen(llama, ids, seen, parts, checkpoint);
  const { mask, ...ran } = providerOf(llama, ids.length, parts);
  const { hidden } = await llama.forward(ids, { mask, logits: 'none', checkpoint });
  return { ...ran, hidden };
}

/** The model reads a part of the prompt only; what comes of it is told in positions of the whole. */
async function runOverSeen(
  llama: Llama,
  ids: Uint32Array,
  seen: Uint32Array,
  parts: RunParts,
  checkpoint: Checkpoint,
): Promise<Ran> {
  const { prompt } = parts;
  const short = seenOf(ids, prompt, seen);
  const { mask, run, caches } = providerOf(llama, short.length, { ...parts, prompt: seen.length });
  const read = await llama.forward(short, { mask, logits: 'none', checkpoint });
  const { heads } = await llama.forward(ids, { keep: 'heads', logits: 'none', checkpoint });
  const hidden = matrix(ids.length, read.hidden.cols);
  hidden.data.set(read.hidden.data.subarray(seen.length * hidden.cols), prompt * hidden.cols);
  const whole = (cache: HeadCache): HeadCache => spreadCache(cache, seen, ids.length, prompt);
  return { run, heads, caches: caches.map((layer) => layer.map(whole)), hidden };
}

/** Tokens of the prompt that are seen, and all after it. */
export function seenOf(ids: Uint32Array, prompt: number, seen: Uint32Array): Uint32Array {
  return Uint32Array.from([...seen.map((at) => ids[at]!), ...ids.subarray(prompt)]);
}

/** What chooses a running model's masks, and keeps what was chosen. */
export function providerOf(
  llama: Llama,
  n: number,
  { method, params, prompt, calibration, draft }: RunParts,
): Omit<Ran, 'hidden'> & { readonly mask: MaskProvider } {
  const { layers, heads: count, headDim: d } = llama.config;
  const shape = { n, prompt, d, layers, heads: count };
  const context = contextFor(shape, llama.kernels, calibration, draft);
  const run = method.begin(params, context);
  const heads: (readonly DecodeHead[])[] = [];
  const caches: (readonly HeadCache[])[] = [];
  const mask: MaskProvider = (head, layer) => {
    if (head.head === 0) {
      heads.push(layer);
      caches.push(run.layer(layer));
    }
    return wholeMask(caches[head.layer]![head.head]!.read, n);
  };
  return { run, heads, caches, mask };
}

/** Steps × n as n × n: rows of the prompt are dense. */
export function wholeMask(read: Mask, n: number): Mask {
  const prompt = n - read.rows;
  return lazyCausal(n, (row, keep) => {
    if (row < prompt) keep(0, row + 1);
    else read.forEachRun(row - prompt, keep);
  });
}
