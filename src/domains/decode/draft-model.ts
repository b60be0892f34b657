// Small models that write ahead: the trained one that comes beside a model, and one of random weights.
import { createRandom } from '../../core/random.ts';
import { matrix, type Matrix } from '../../core/tensor.ts';
import { ExpectedError } from '../../core/result.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { LlamaConfig } from '../../model/config.ts';
import { openLlama, type Llama } from '../../model/llama.ts';
import { sourceOf, type RawTensor } from '../../model/safetensors.ts';

/** The table beside a model: a Llama folder's weights. */
export const DRAFT = 'draft/model';

export type DraftTable = ReadonlyMap<string, Matrix>;

/**
 * A draft of the same family as the model: its sizes are those of its tensors; vocabulary, size of a head,
 * rotation and norms are the model's. Throws an ExpectedError where they do not fit.
 */
export function openDraft(table: DraftTable, model: LlamaConfig, kernels: Kernels): Llama {
  return openLlama(configOf(table, model), sourceOf(tensorsOf(table)), kernels);
}

export function configOf(table: DraftTable, model: LlamaConfig): LlamaConfig {
  const need = (name: string): Matrix => {
    const found = table.get(name);
    if (found) return found;
    throw new ExpectedError('method', `the draft has no tensor “${name}”`);
  };
  const first = (name: string): Matrix => need(`model.layers.0.${name}.weight`);
  const layers = [...table.keys()].filter((name) => name.endsWith('input_layernorm.weight')).length;
  return {
    ...model,
    layers,
    hiddenSize: need('model.embed_tokens.weight').cols,
    intermediateSize: first('mlp.gate_proj').rows,
    heads: first('self_attn.q_proj').rows / model.headDim,
    kvHeads: first('self_attn.k_proj').rows / model.headDim,
    tied: !table.has('lm_head.weight'),
    bias: { qkv: false, o: false, mlp: false },
  };
}

function tensorsOf(table: DraftTable): ReadonlyMap<string, RawTensor> {
  return new Map(
    Array.from(table, ([name, { rows, cols, data }]) => {
      const shape = name.endsWith('norm.weight') ? [rows * cols] : [rows, cols];
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      return [name, { dtype: 'F32', shape, bytes }];
    }),
  );
}

/** Sizes of the shipped draft. */
const [LAYERS, HEADS, INNER] = [2, 3, 256];

/** A control: a draft of the shipped one's size whose weights nobody trained. The same every time. */
export function randomDraft(model: LlamaConfig, kernels: Kernels): Llama {
  return openDraft(randomTable(model), model, kernels);
}

/** Weights that keep the size of what passes through them; the output has weights of its own. */
export function randomTable({ vocabSize, headDim }: LlamaConfig): DraftTable {
  const random = createRandom('draft');
  const hidden = HEADS * headDim;
  const normal = (rows: number, cols: number, spread = 1 / Math.sqrt(cols)): Matrix => {
    const made = matrix(rows, cols);
    for (let at = 0; at < made.data.length; at++) made.data[at] = spread * random.normal();
    return made;
  };
  const ones = (): Matrix => matrix(1, hidden, new Float32Array(hidden).fill(1));
  const table = new Map<string, Matrix>([
    ['model.embed_tokens.weight', normal(vocabSize, hidden, 1)],
    ['model.norm.weight', ones()],
    ['lm_head.weight', normal(vocabSize, hidden)],
  ]);
  for (let layer = 0; layer < LAYERS; layer++) {
    const at = `model.layers.${layer}`;
    table.set(`${at}.input_layernorm.weight`, ones());
    table.set(`${at}.post_attention_layernorm.weight`, ones());
    for (const name of ['q_proj', 'k_proj', 'v_proj', 'o_proj']) {
      table.set(`${at}.self_attn.${name}.weight`, normal(hidden, hidden));
    }
    for (const name of ['gate_proj', 'up_proj']) {
      table.set(`${at}.mlp.${name}.weight`, normal(INNER, hidden));
    }
    table.set(`${at}.mlp.down_proj.weight`, normal(hidden, INNER));
  }
  return table;
}
