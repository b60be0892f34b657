// The atlas model and held-out tales, and what a method makes of them: half of each tale is the prompt, and
// its questions come while the rest is written.
import { join } from 'node:path';
import { readFolder } from '../../../src/cli/model-folder.ts';
import { resolveParams, type ParamRecord } from '../../../src/core/params.ts';
import { mean, readOf } from '../../../src/domains/decode/measure.ts';
import { providerOf, type Calibration } from '../../../src/domains/decode/run.ts';
import { signed } from '../../../src/figure/format.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import type { DecodeHead } from '../../../src/methods/decode.ts';
import { loadersOf } from '../../../src/methods/load.generated.ts';
import type { MaskProvider } from '../../../src/model/block.ts';
import { openModel } from '../../../src/model/folder.ts';
import type { Llama } from '../../../src/model/llama.ts';
import { hiddenLosses, meanLoss } from '../../../src/model/loss.ts';
import { hitsOf, needleCase, type NeedleCase } from '../../../src/model/needles.ts';
import { ROOT } from '../../lib/process.ts';

export const TALES = 4;
export const TOKENS = 1024;
export const PROMPT = 512;
export const SETUP = `atlas-3m on ${TALES} held-out tales of ${TOKENS} tokens, the first ${PROMPT} of them the prompt; questions come while the rest is written.`;

export interface Score {
  /** Nats per token written, above the full cache. */
  readonly added: number;
  readonly right: number;
  readonly needles: number;
  /** Attention read, mean over steps, layers and heads. */
  readonly recall: number;
  /** Share of all earlier tokens that is read, the same mean. */
  readonly read: number;
}

export type MethodId = keyof (typeof loadersOf)['decode'];

export class Lab {
  readonly llama: Llama;
  readonly tales: readonly NeedleCase[];
  /** By tale, then by layer: heads under a full cache. */
  readonly full: readonly (readonly (readonly DecodeHead[])[])[];
  /** By tale: losses under a full cache. */
  readonly #losses: readonly Float64Array[];
  readonly #calibration: Calibration;

  private constructor(
    llama: Llama,
    tales: readonly NeedleCase[],
    dense: readonly { heads: readonly (readonly DecodeHead[])[]; losses: Float64Array }[],
    calibration: Calibration,
  ) {
    this.llama = llama;
    this.tales = tales;
    this.full = dense.map(({ heads }) => heads);
    this.#losses = dense.map(({ losses }) => losses);
    this.#calibration = calibration;
  }

  static async open(): Promise<Lab> {
    const folder = join(ROOT, 'public/models/atlas-3m');
    const { llama, tokenizer } = openModel(readFolder(folder), await loadKernels());
    const tales = Array.from({ length: TALES }, (_, i) =>
      needleCase(tokenizer, `finding-${i}`, TOKENS),
    );
    const dense = [];
    for (const { ids } of tales) {
      const { hidden, heads } = await llama.forward(ids, { keep: 'heads', logits: 'none' });
      dense.push({ heads, losses: await hiddenLosses(llama, hidden, ids) });
    }
    const calibration = [];
    for (const i of [0, 1]) {
      const ids = needleCase(tokenizer, `calibration-${i}`, TOKENS / 2).ids;
      calibration.push((await llama.forward(ids, { keep: 'heads', logits: 'none' })).heads);
    }
    return new Lab(llama, tales, dense, calibration);
  }

  /** A method with these parameters on top of its defaults, over all tales. */
  async score(id: MethodId, params: Partial<ParamRecord>): Promise<Score> {
    const method = (await loadersOf.decode[id]!()).default;
    const resolved = resolveParams(method.params, params);
    if (!resolved.ok) throw new Error(resolved.message);
    const recalls: number[] = [];
    let [read, seen] = [0, 0];
    const parts = { method, params: resolved.value, calibration: this.#calibration };
    const score = await this.#over((n, prompt) => {
      const { mask, heads, caches } = providerOf(this.llama, n, { ...parts, prompt });
      const done = (): void => {
        for (const [layer, all] of heads.entries()) {
          for (const [head, tensors] of all.entries()) {
            const cache = caches[layer]![head]!;
            recalls.push(mean(readOf(tensors, cache, this.llama.kernels).recall));
            read += cache.read.count();
            seen += (n * (n + 1) - prompt * (prompt + 1)) / 2;
          }
        }
      };
      return { mask, done };
    });
    return { ...score, recall: mean(Float32Array.from(recalls)), read: read / seen };
  }

  /** Masks of any make over all tales. */
  async masked(mask: (n: number, prompt: number) => MaskProvider) {
    return this.#over((n, prompt) => ({ mask: mask(n, prompt), done: () => {} }));
  }

  async #over(
    begin: (n: number, prompt: number) => { mask: MaskProvider; done: () => void },
  ): Promise<Pick<Score, 'added' | 'right' | 'needles'>> {
    let [added, right, needles] = [0, 0, 0];
    for (const [i, { ids, needles: all }] of this.tales.entries()) {
      const prompt = PROMPT;
      const { mask, done } = begin(ids.length, prompt);
      const { hidden } = await this.llama.forward(ids, { mask, logits: 'none' });
      const losses = await hiddenLosses(this.llama, hidden, ids);
      added += meanLoss(losses, prompt + 1) - meanLoss(this.#losses[i]!, prompt + 1);
      const late = all.filter(({ start }) => start > prompt);
      const hits = await hitsOf(this.llama, hidden, { ids, needles: late });
      right += hits.filter(Boolean).length;
      needles += hits.length;
      done();
    }
    return { added: added / this.tales.length, right, needles };
  }
}

export function cells({ added, right, needles, recall, read }: Score): string[] {
  return [nats(added), `${right} of ${needles}`, recall.toFixed(2), `${(100 * read).toFixed(1)} %`];
}

export const HEAD = ['loss added', 'needles', 'attention read', 'tokens read'];

export function nats(value: number): string {
  return signed(value, 3);
}
