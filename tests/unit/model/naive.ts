// A second, independent forward pass to check the first against: nested lists, double precision, one
// formula per line, written from the papers (RMSNorm 1910.07467, RoPE 2104.09864, SwiGLU 2002.05202,
// grouped queries 2305.13245) and sharing no code with the runtime.
import type { LlamaConfig } from '../../../src/model/config.ts';
import type { TensorSource } from '../../../src/model/safetensors.ts';

type Rows = number[][];

export interface NaiveRun {
  readonly logits: Rows;
  /** attention[layer][head][query][key]. */
  readonly attention: number[][][][];
}

/** Whether query i of a head may read key j ≤ i. */
export type Allowed = (layer: number, head: number, i: number, j: number) => boolean;

export function naiveForward(
  config: LlamaConfig,
  source: TensorSource,
  ids: readonly number[],
  allowed: Allowed = () => true,
): NaiveRun {
  const read = (name: string): number[] => Array.from(source.float32(name));
  const embedding = read('model.embed_tokens.weight');
  const width = config.hiddenSize;
  const rowOf = (id: number): number[] => embedding.slice(id * width, (id + 1) * width);
  const project = (name: string, x: Rows): Rows => {
    const weight = read(`${name}.weight`);
    const bias = source.has(`${name}.bias`) ? read(`${name}.bias`) : [];
    const size = x[0]!.length;
    const out = weight.length / size;
    return x.map((row) =>
      Array.from({ length: out }, (_, o) =>
        row.reduce((sum, value, i) => sum + value * weight[o * size + i]!, bias[o] ?? 0),
      ),
    );
  };
  const norm = (name: string, x: Rows): Rows => {
    const gain = read(name);
    return x.map((row) => {
      const mean = row.reduce((sum, value) => sum + value ** 2, 0) / row.length;
      return row.map((value, c) => (value / Math.sqrt(mean + config.normEps)) * gain[c]!);
    });
  };
  const d = config.headDim;
  const head = (x: Rows, h: number): Rows => x.map((row) => row.slice(h * d, (h + 1) * d));
  // Component c and c + d/2 are real and imaginary part of a number turned by position·θ^(−2c/d).
  const rotate = (x: Rows): Rows =>
    x.map((row, position) =>
      row.map((value, c) => {
        const pair = c < d / 2 ? -row[c + d / 2]! : row[c - d / 2]!;
        const angle = position * config.ropeTheta ** ((-2 * (c % (d / 2))) / d);
        return value * Math.cos(angle) + pair * Math.sin(angle);
      }),
    );
  const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const plus = (a: Rows, b: Rows): Rows => a.map((row, i) => row.map((x, c) => x + b[i]![c]!));

  let x = ids.map(rowOf);
  const attention: number[][][][] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    const path = `model.layers.${layer}`;
    const y = norm(`${path}.input_layernorm.weight`, x);
    const [q, k, v] = ['q', 'k', 'v'].map((name) => project(`${path}.self_attn.${name}_proj`, y));
    const maps: number[][][] = [];
    const outputs: Rows[] = [];
    for (let h = 0; h < config.heads; h++) {
      const group = Math.floor(h / (config.heads / config.kvHeads));
      const queries = rotate(head(q!, h));
      const keys = rotate(head(k!, group));
      const values = head(v!, group);
      const map = queries.map((query, i) => {
        const weights = keys.map((key, j) =>
          j <= i && allowed(layer, h, i, j) ? Math.exp(dot(query, key) / Math.sqrt(d)) : 0,
        );
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        return weights.map((weight) => weight / total);
      });
      maps.push(map);
      outputs.push(
        map.map((weights) =>
          Array.from({ length: d }, (_, c) =>
            weights.reduce((sum, weight, j) => sum + weight * values[j]![c]!, 0),
          ),
        ),
      );
    }
    attention.push(maps);
    const mixed = x.map((_, i) => outputs.flatMap((output) => output[i]!));
    x = plus(x, project(`${path}.self_attn.o_proj`, mixed));
    const z = norm(`${path}.post_attention_layernorm.weight`, x);
    const gate = project(`${path}.mlp.gate_proj`, z);
    const up = project(`${path}.mlp.up_proj`, z);
    const inner = gate.map((row, i) => row.map((g, c) => (g / (1 + Math.exp(-g))) * up[i]![c]!));
    x = plus(x, project(`${path}.mlp.down_proj`, inner));
  }
  const last = norm('model.norm.weight', x);
  const logits = config.tied
    ? last.map((row) => Array.from({ length: config.vocabSize }, (_, id) => dot(row, rowOf(id))))
    : project('lm_head', last);
  return { logits, attention };
}
