// From a site to a text that is cut into prompt and steps, and to a method's run over it.
import { ExpectedError } from '../../core/result.ts';
import { hiddenLosses } from '../../model/loss.ts';
import type { DecodeHead, DecodeMethod, DecodeShape } from '../../methods/decode.ts';
import type { Asked, Desk, DeskModel, Setting } from '../contract.ts';
import { makeTale } from '../../model/tales.ts';
import { textKey } from '../text-key.ts';
import { heldFilms } from './held.ts';
import { runOver, type Calibration, type Ran } from './run.ts';
import type { DecodeSubject, DecodeTypes } from './types.ts';

/** From a film while there is no model. Throws an ExpectedError where there is no such place. */
export function openCache(asked: Asked, desk: Desk): Promise<DecodeSubject> {
  const site = desk.hasModel(asked.model) ? undefined : heldFilms(desk).site(asked);
  if (site) {
    const { id } = idOf(`${textKey(asked)} ${site.place.prompt}`, desk);
    const { layer, head } = site.place;
    const keys = { key: `film ${id}/${layer}/${head}`, textKey: `decode ${id}` };
    return Promise.resolve({ ...site.place, ...keys, exact: false, ids: site.ids, warnings: [] });
  }
  const { llama } = desk.model(asked.model);
  const { layers, heads, kvHeads, headDim: d, maxTokens } = llama.config;
  if (!(Number.isInteger(asked.tokens) && asked.tokens >= 1 && asked.tokens <= maxTokens)) {
    throw new ExpectedError('tokens', `tokens must be from 1 to ${maxTokens}, got ${asked.tokens}`);
  }
  const ids = desk.encoding(asked).ids.slice(0, asked.tokens);
  const n = ids.length;
  if (n < 3) {
    throw new ExpectedError('text', `decoding needs a text of at least three tokens, got ${n}`);
  }
  const layer = within('layer', asked.subject['layer'], layers - 1);
  const head = within('head', asked.subject['head'], heads - 1);
  const wished = asked.subject['prompt'];
  if (!(typeof wished === 'number' && Number.isInteger(wished) && wished >= 1)) {
    throw new ExpectedError(
      'prompt',
      `prompt must be a whole number from 1, got ${String(wished)}`,
    );
  }
  // A short text still has something to write.
  const prompt = wished <= n - 2 ? wished : Math.floor(n / 2);
  const warnings =
    prompt === wished
      ? []
      : [
          `the text has ${n} tokens, fewer than the prompt of ${wished}: its first ${prompt} are the prompt`,
        ];
  const text = `${textKey(asked)} ${prompt}`;
  const { id } = idOf(text, desk);
  return Promise.resolve({
    ...{ key: `decode ${id}/${layer}/${head}`, exact: true, textKey: `decode ${id}` },
    ...{ model: asked.model, ids, n, prompt, d, layers, heads, kvHeads, layer, head },
    warnings,
  });
}

/** A short name for a text and its prompt: it is part of many keys. */
function idOf(text: string, desk: Desk): { readonly id: number } {
  const known = desk.state('decode texts', () => new Map<string, { readonly id: number }>());
  let entry = known.get(text);
  if (!entry) known.set(text, (entry = { id: known.size }));
  return entry;
}

function within(field: string, value: unknown, last: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= last) {
    return value;
  }
  throw new ExpectedError(field, `${field} must be from 0 to ${last}, got ${String(value)}`);
}

/** The run of a setting over the subject's text: one for all of its heads. `keep`: for whoever comes next. */
export async function ranOn(
  subject: DecodeSubject,
  setting: Setting<DecodeTypes>,
  desk: Desk,
  keep: boolean,
): Promise<Ran> {
  const { method } = setting;
  const params = setting.paramsFor(subject);
  const key = `${subject.textKey} ${method.id} ${JSON.stringify(params)}`;
  const known = desk.peek<Ran>('decode run', key);
  if (known) return known;
  return desk.once(`decode run ${key}`, async (own) => {
    const model = own.model(subject.model);
    const calibration = await calibrationFor(method, model, own);
    const parts = { method, params, prompt: subject.prompt, calibration };
    const ran = await runOver(model.llama, subject.ids, parts, () => own.checkpoint());
    return keep ? own.put('decode run', key, ran, bytesOf(ran, subject)) : ran;
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
    return own.put('decode full', key, { heads, losses }, headBytes(subject) + losses.byteLength);
  });
}

function bytesOf({ hidden }: Ran, subject: DecodeSubject): number {
  const { n, prompt, layers, heads } = subject;
  const masks = layers * heads * (((n - prompt) * n) / 8 + 4 * n);
  return headBytes(subject) + masks + hidden.data.byteLength;
}

/** Queries, keys and values, before and after rotation, as if no heads shared any. */
function headBytes({ n, d, layers, heads }: Omit<DecodeShape, 'prompt'>): number {
  return layers * heads * 5 * 4 * n * d;
}
