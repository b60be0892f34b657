// A method's run over a subject's text, and that of the model with a full cache: each made once, for all heads.
import { hiddenLosses, meanLoss } from '../../model/loss.ts';
import type { Matrix } from '../../core/tensor.ts';
import { makeTale } from '../../model/tales.ts';
import type { DecodeHead, DecodeMethod, DecodeShape } from '../../methods/decode.ts';
import type { Desk, DeskModel, Setting } from '../contract.ts';
import { bytesOf } from './measure.ts';
import { draftFor } from './draft-for.ts';
import { runOver, type Calibration } from './run.ts';
import type { DecodeSubject, DecodeTypes, Measured } from './types.ts';

/** The run of a setting over the subject's text: one for all of its heads. `keep`: for whoever comes next. */
export async function ranOn(
  subject: DecodeSubject,
  setting: Setting<DecodeTypes>,
  desk: Desk,
  keep: boolean,
): Promise<Measured> {
  const { method } = setting;
  const params = setting.paramsFor(subject);
  const key = `${subject.textKey} ${method.id} ${JSON.stringify(params)}`;
  const known = desk.peek<Measured>('decode run', key);
  if (known) return known;
  return desk.once(`decode run ${key}`, async (own) => {
    const model = own.model(subject.model);
    const calibration = await calibrationFor(method, model, own);
    const draft = await draftFor(method, params, model, subject, own);
    const parts = { method, params, prompt: subject.prompt, calibration, draft };
    const ran = await runOver(model.llama, subject.ids, parts, () => own.checkpoint());
    const losses = await hiddenLosses(model.llama, ran.hidden, subject.ids, () => own.checkpoint());
    // Of the tokens that the steps predict, P + 1 … n − 1.
    const written = (each: Float64Array): number => meanLoss(each, subject.prompt + 1);
    const nats = written(losses);
    const deltaNats = nats - written((await fullRun(subject, own)).losses);
    const measured = { ...ran, losses, whole: { ...bytesOf(ran, subject), nats, deltaNats } };
    const bytes = sizeOf(subject) + lastBytes(measured);
    return keep ? own.put('decode run', key, measured, bytes) : measured;
  });
}

/** Tales that calibrate, and how much of each; none of them is ever on show. */
const CALIBRATION = ['calibration-0', 'calibration-1'];
const CALIBRATION_TOKENS = 512;

/** Heads on other texts than the one on show, read densely once: what offline steps are made from. */
export async function calibrationFor(
  method: DecodeMethod,
  { name, llama, tokenizer }: DeskModel,
  desk: Desk,
): Promise<Calibration> {
  if (!method.calibrated) return [];
  const known = desk.peek<Calibration>('decode calibration', name);
  if (known) return known;
  const { layers, heads: count, headDim: d, maxTokens } = llama.config;
  const most = Math.min(CALIBRATION_TOKENS, maxTokens);
  const checkpoint = (): Promise<void> => desk.checkpoint();
  const texts: Calibration[number][] = [];
  for (const seed of CALIBRATION) {
    const ids = tokenizer.encode(makeTale(seed).text).ids.slice(0, most);
    const { heads } = await llama.forward(ids, { keep: 'heads', logits: 'none', checkpoint });
    texts.push(heads);
  }
  const n = most * texts.length;
  return desk.put('decode calibration', name, texts, headBytes({ n, d, layers, heads: count }));
}

/** The model with a full cache: every head, and the loss of every token of the text. */
export interface Full {
  readonly heads: readonly (readonly DecodeHead[])[];
  readonly losses: Float64Array;
  /** Final hidden states, n × hidden. */
  readonly hidden: Matrix;
}

export async function fullRun(subject: DecodeSubject, desk: Desk): Promise<Full> {
  const key = subject.textKey;
  const known = desk.peek<Full>('decode full', key);
  if (known) return known;
  return desk.once(`decode full ${key}`, async (own) => {
    const { llama } = own.model(subject.model);
    const checkpoint = (): Promise<void> => own.checkpoint();
    const options = { keep: 'heads', logits: 'none', checkpoint } as const;
    const { hidden, heads } = await llama.forward(subject.ids, options);
    const losses = await hiddenLosses(llama, hidden, subject.ids, checkpoint);
    const full = { heads, losses, hidden };
    return own.put('decode full', key, full, headBytes(subject) + lastBytes(full));
  });
}

/** What a run that is kept takes, bytes. */
function sizeOf(subject: DecodeSubject): number {
  const { n, prompt, layers, heads } = subject;
  return headBytes(subject) + layers * heads * (((n - prompt) * n) / 8 + 4 * n);
}

/** What comes out of the last layer. */
function lastBytes({ hidden, losses }: Pick<Full, 'hidden' | 'losses'>): number {
  return hidden.data.byteLength + losses.byteLength;
}

/** Queries, keys and values, before and after rotation, as if no heads shared any. */
function headBytes({ n, d, layers, heads }: Omit<DecodeShape, 'prompt'>): number {
  return layers * heads * 5 * 4 * n * d;
}
