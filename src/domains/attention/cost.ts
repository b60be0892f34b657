// What a method costs the whole model, measured by running it with the mask in every layer and head.
// Each layer's masks are chosen from its own queries and keys, already changed by the masks of the
// layers below. Two measures: the loss on the text, and whether needles in generated tales are found.
//
// Methods that choose a row's keys with the help of later rows (tag `looksAhead`) leak no value, but
// the choice: where the model is to predict a token, the choice has seen it. For them the loss on all
// tokens is joined by what follows a sparse prefill, decoded densely: the last tokens of the text, read
// over keys and values which the sparse prefill wrote, its masks chosen from the prefill alone; and the
// rows that answer a needle's question are dense.
import { lazyCausal } from '../../core/mask/lazy.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { ParamRecord } from '../../core/params.ts';
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { AttentionHead, AttentionMethod, AttentionShape } from '../../methods/attention.ts';
import type { MaskProvider } from '../../model/block.ts';
import type { Llama } from '../../model/llama.ts';
import { hiddenLosses, meanLoss } from '../../model/loss.ts';
import { scoreNeedles, type NeedleCase } from '../../model/needles.ts';
import { contextFor, type Assets } from './context.ts';
import { causalPairsOf } from './metrics.ts';
import type { Checkpoint } from './strips.ts';

/** Loss of the whole model with a mask in all layers and heads. */
export interface LossCost {
  /** 1 − kept / causal pairs on the text, mean over layers and heads. */
  readonly sparsity: number;
  /** Nats per token of the text, mean over its n − 1 predicted tokens. */
  readonly nats: number;
  /** `nats` above the dense model on the same tokens. */
  readonly deltaNats: number;
  /** For methods that look ahead and texts of 8 tokens or more; see the head of this file. */
  readonly continuation: Continuation | null;
}

/** Questions about a four-digit number that a generated tale has told earlier. */
export interface NeedleCost {
  /** Those answered with all four digits right. */
  readonly needlesRight: number;
  /** Those asked; 0 where none were. */
  readonly needles: number;
}

export interface ModelCost extends LossCost, NeedleCost {}

/** Loss of the last tokens of the text, decoded densely after a sparse prefill of the others. */
export interface Continuation {
  readonly tokens: number;
  readonly nats: number;
  /** Above the dense model on the same tokens. */
  readonly deltaNats: number;
}

export interface CostSubject {
  readonly llama: Llama;
  /** At least two tokens. */
  readonly ids: Uint32Array;
  /** Loss of every token under the dense model, as `hiddenLosses` gives it. */
  readonly denseLosses: Float64Array;
  readonly cases: readonly NeedleCase[];
  readonly assets: Assets;
}

/** A method with its settings, which may follow the number of tokens. */
export interface Setting {
  readonly method: AttentionMethod;
  readonly paramsFor: (shape: AttentionShape) => ParamRecord;
}

/** Passes through the model that `measureLoss` makes: the unit of progress. */
export function lossPasses(subject: CostSubject, { method }: Setting): number {
  return method.tags.looksAhead && continuationOf(subject.ids.length) > 0 ? 2 : 1;
}

/** Passes that `measureNeedles` makes. */
export function needlePasses({ cases }: CostSubject): number {
  return cases.length;
}

/** Measures the loss on the text; `onPass` is called after each pass through the model. */
export async function measureLoss(
  subject: CostSubject,
  setting: Setting,
  checkpoint: Checkpoint,
  onPass: () => void = () => {},
): Promise<LossCost> {
  const { llama, ids, denseLosses } = subject;
  let sparsity = 0;
  const { hidden } = await llama.forward(ids, {
    mask: providerOf(subject, setting),
    onHead: (head, mask) => {
      const kept = mask?.count() ?? causalPairsOf(head.n);
      sparsity += (1 - kept / causalPairsOf(head.n)) / (head.layers * head.heads);
    },
    logits: 'none',
    checkpoint,
  });
  const nats = meanLoss(await hiddenLosses(llama, hidden, ids, checkpoint));
  onPass();
  const continuation = await measureContinuation(subject, setting, checkpoint);
  if (continuation) onPass();
  return { sparsity, nats, deltaNats: nats - meanLoss(denseLosses), continuation };
}

/** Counts the needles found; `onPass` is called after each tale. */
export async function measureNeedles(
  subject: CostSubject,
  setting: Setting,
  checkpoint: Checkpoint,
  onPass: () => void = () => {},
): Promise<NeedleCost> {
  const mask = providerOf(subject, setting);
  const answersDense = setting.method.tags.looksAhead === true;
  let needlesRight = 0;
  let needles = 0;
  for (const each of subject.cases) {
    const score = await scoreNeedles(subject.llama, each, { mask, answersDense, checkpoint });
    needlesRight += score.right;
    needles += score.total;
    onPass();
  }
  return { needlesRight, needles };
}

async function measureContinuation(
  subject: CostSubject,
  setting: Setting,
  checkpoint: Checkpoint,
): Promise<Continuation | null> {
  const { llama, ids, denseLosses } = subject;
  const tokens = continuationOf(ids.length);
  if (!setting.method.tags.looksAhead || tokens === 0) return null;
  const prefill = ids.length - tokens;
  const mask = prefillProvider(providerOf(subject, setting), prefill);
  const { hidden } = await llama.forward(ids, { mask, logits: 'none', checkpoint });
  const losses = await hiddenLosses(llama, hidden, ids, checkpoint);
  const nats = meanLoss(losses, prefill);
  return { tokens, nats, deltaNats: nats - meanLoss(denseLosses, prefill) };
}

/** A quarter of the text, at most 64 tokens; none of a text below 8. */
function continuationOf(n: number): number {
  return n < 8 ? 0 : Math.min(64, Math.floor(n / 4));
}

/** Chooses each head's mask from the tensors which the running model hands over. */
function providerOf({ llama, assets }: CostSubject, { method, paramsFor }: Setting): MaskProvider {
  const { kernels } = llama;
  return (head, siblings) =>
    method.select(head, paramsFor(head), contextFor(head, { kernels, siblings, assets })).mask;
}

/** Rows below `prefill` masked as if the text ended there, the others dense. */
export function prefillProvider(provider: MaskProvider, prefill: number): MaskProvider {
  return (head, siblings) => {
    const cut = siblings.map((each) => firstTokens(each, prefill));
    const sparse = provider(cut[head.head] ?? firstTokens(head, prefill), cut);
    return sparse && withDenseTail(sparse, head.n);
  };
}

type FullHead = AttentionHead & { readonly qPre: Matrix; readonly kPre: Matrix; ropeTheta: number };

/** The head as it is after the first n tokens: causal attention never looks beyond. */
function firstTokens<T extends FullHead>(head: T, n: number): T {
  const first = ({ cols, data }: Matrix): Matrix => matrix(n, cols, data.subarray(0, n * cols));
  return {
    ...head,
    n,
    q: first(head.q),
    k: first(head.k),
    v: first(head.v),
    qPre: first(head.qPre),
    kPre: first(head.kPre),
  };
}

function withDenseTail(sparse: Mask, n: number): Mask {
  return lazyCausal(n, (row, keep) => {
    if (row < sparse.rows) sparse.forEachRun(row, keep);
    else keep(0, row + 1);
  });
}
