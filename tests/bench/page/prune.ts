// Calibrating and pruning the whole model: as the page asks for it, and by the reference kernels.
import { createClient } from '../../../src/client/client.ts';
import { textOf } from '../../../src/client/texts.ts';
import { usualOf } from '../../../src/core/card.ts';
import { settingOf } from '../../../src/domains/settings.ts';
import { card } from '../../../src/domains/weights/card.ts';
import { pruneModel } from '../../../src/domains/weights/prune.ts';
import { splitText } from '../../../src/domains/weights/sequences.ts';
import type { WeightTypes } from '../../../src/domains/weights/types.ts';
import { openWeights } from '../../../src/domains/weights/subject.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';
import { openModel } from '../../../src/model/folder.ts';

export interface Prunings {
  /** Whole prunings, ms. */
  readonly times: readonly number[];
  /** Progress reports during the last of them. */
  readonly reports: number;
  /** Share dropped by the last of them. */
  readonly sparsity: number;
}

const BUDGET = 0.5;
const NAMES = ['config.json', 'tokenizer.json', 'model.safetensors'];

/** Times `repeats` prunings in the product's workers; every one calibrates anew. */
export async function prune(
  method: string,
  tokens: number,
  repeats: number,
): Promise<Prunings | null> {
  const client = createClient({ modelBase: new URL('/models/', location.href).href });
  if (!(await client.model()).ok) return null;
  const times: number[] = [];
  let [reports, sparsity] = [0, 0];
  for (let repeat = -1; repeat < repeats; repeat++) {
    // What is pruned already is remembered: every budget comes once.
    const budget = BUDGET + repeat * 1e-4;
    reports = 0;
    const spec = { ...usualOf(card), method, tokens, budget };
    const begin = performance.now();
    let [kept, all] = [0, 0];
    const add = (site: WeightTypes['survey']): void => {
      kept += site.kept;
      all += site.weights;
    };
    const reply = await client.of<WeightTypes>().survey(spec, add, () => reports++);
    const time = performance.now() - begin;
    if (!reply?.ok) throw new Error(`${method}: ${JSON.stringify(reply)}`);
    sparsity = 1 - kept / all;
    if (repeat >= 0) times.push(time);
  }
  client.dispose();
  return { times, reports, sparsity };
}

/** Times one pruning of the same text by the TypeScript kernels, on this thread, ms. */
export async function pruneByReference(base: string, method: string, tokens: number) {
  const files = new Map<string, ArrayBuffer>();
  for (const name of NAMES) files.set(name, await (await fetch(base + name)).arrayBuffer());
  const { llama, tokenizer } = openModel(files, typescriptKernels);
  const text = await textOf(usualOf(card).text);
  const load = loadersOf.weights[method];
  if (!text.ok || !load) throw new Error(`no text, or no method “${method}”`);
  const setting = settingOf<WeightTypes>((await load()).default, { budget: BUDGET, set: {} });
  const ids = Uint32Array.from(tokenizer.encode(text.value).ids);
  const reads = { begin: tokenizer.before, maxTokens: llama.config.maxTokens };
  const subject = openWeights(llama);
  const from = performance.now();
  const pruning = await pruneModel(subject, splitText(ids, reads, tokens, 256), setting);
  const time = performance.now() - from;
  pruning.release();
  return time;
}
