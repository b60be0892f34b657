// A model that this worker has open, with what comes beside it: the files for other workers, offline tables,
// the tales in which needles are looked for. Loaded with the first model that is asked for: figures of
// snapshots need none of it.
import type { DeskModel } from '../src/domains/contract.ts';
import type { Kernels } from '../src/kernels/contract.ts';
import { openModel, type Model } from '../src/model/folder.ts';
import { fetchFolder } from '../src/model/load.ts';
import { needleCase, type NeedleCase } from '../src/model/needles.ts';
import { quietly } from './quietly.ts';
import { Tables } from './tables.ts';
import type { ModelFiles, ModelReply, ModelRequest, Progress } from './api.ts';

/** Tales asked about, and their length in tokens: seeds that no training has seen. */
const NEEDLE_TALES = 4;
const NEEDLE_TOKENS = 512;

export class OpenModel implements DeskModel {
  readonly name: string;
  readonly files: ModelFiles;
  readonly llama: Model['llama'];
  readonly tokenizer: Model['tokenizer'];
  readonly tables: Tables;
  #cases: readonly NeedleCase[] | null = null;

  constructor(name: string, baseUrl: string, files: ModelFiles, kernels: Kernels) {
    const { llama, tokenizer } = openModel(new Map(Object.entries(files)), kernels);
    this.name = name;
    this.files = files;
    this.llama = llama;
    this.tokenizer = tokenizer;
    this.tables = new Tables(baseUrl);
  }

  describe(): ModelReply {
    const { layers, heads, kvHeads, headDim, maxTokens } = this.llama.config;
    const { parameters } = this.llama;
    const { tier } = this.llama.kernels;
    return { name: this.name, layers, heads, kvHeads, headDim, maxTokens, parameters, tier };
  }

  /** Tales with needles; made once. None where the model reads too little for a tale. */
  get needleCases(): readonly NeedleCase[] {
    return (this.#cases ??= this.#makeCases());
  }

  #makeCases(): NeedleCase[] {
    const tokens = Math.min(NEEDLE_TOKENS, this.llama.config.maxTokens);
    try {
      return Array.from({ length: NEEDLE_TALES }, (_, i) =>
        needleCase(this.tokenizer, `needles-${i}`, tokens),
      );
    } catch (error) {
      if (error instanceof RangeError) return [];
      throw error;
    }
  }
}

/** Downloads a model unless the request brings its files, and opens it. Throws ExpectedErrors. */
export async function openRequested(
  request: ModelRequest,
  kernels: Kernels,
  progress: Progress,
  pulse: (quiet: boolean) => void,
): Promise<OpenModel> {
  const { name, baseUrl } = request;
  const files =
    request.files ??
    Object.fromEntries(
      await fetchFolder(baseUrl, {
        progress: (done, total) => void progress(done, total, name),
      }),
    );
  return quietly(pulse, () => new OpenModel(name, baseUrl, files, kernels));
}
