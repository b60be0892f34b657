// A Llama-type model as an ONNX graph with its attention maps as outputs, made from the same weights
// and with the fused operators that onnxruntime offers for such models.
import type { LlamaConfig } from '../../src/model/config.ts';
import type { TensorSource } from '../../src/model/safetensors.ts';
import { GraphBuilder } from './onnx.ts';

/** Token ids [n] in; logits [n, vocabulary] and attention of every layer [heads, n, n] out. */
export function llamaGraph(config: LlamaConfig, source: TensorSource, n: number): Uint8Array {
  const { hiddenSize, intermediateSize, vocabSize, heads, kvHeads, headDim: d } = config;
  const { bias, tied } = config;
  if (heads !== kvHeads || bias.qkv || bias.o || bias.mlp || !tied) {
    throw new Error('the bench writes graphs for models without grouped heads and biases only');
  }
  const graph = new GraphBuilder();

  const linear = (x: string, name: string, out: number, inFeatures: number): string => {
    const weight = transpose(source.float32(name), out, inFeatures);
    return graph.node('MatMul', [x, graph.floats(weight, [inFeatures, out])]);
  };
  const norm = (x: string, name: string): string => {
    const gain = graph.floats(source.float32(name), [hiddenSize]);
    const epsilon = { float: config.normEps };
    return graph.node('SimplifiedLayerNormalization', [x, gain], { axis: -1, epsilon });
  };
  const shape3 = graph.integers([n, heads, d]);
  const shape2 = graph.integers([n, heads * d]);
  const split = (x: string): string =>
    graph.node('Transpose', [graph.node('Reshape', [x, shape3])], { perm: [1, 0, 2] });
  const { cos, sin } = angles(n, d, config.ropeTheta);
  const cosAt = graph.floats(cos, [n, d / 2]);
  const sinAt = graph.floats(sin, [n, d / 2]);
  const positions = graph.integers(
    Array.from({ length: n }, (_, i) => i),
    [1, n],
  );
  const batch = graph.integers([0]);
  const rope = (x: string): string => {
    const four = graph.node('Unsqueeze', [x, batch]);
    const turned = graph.node(
      'RotaryEmbedding',
      [four, positions, cosAt, sinAt],
      {},
      'com.microsoft',
    );
    return graph.node('Squeeze', [turned, batch]);
  };
  const hidden = new Float32Array(n * n);
  for (let i = 0; i < n; i++) hidden.fill(-1e9, i * n + i + 1, (i + 1) * n);
  const causal = graph.floats(hidden, [n, n]);

  const embedding = source.float32('model.embed_tokens.weight');
  const table = graph.floats(embedding, [vocabSize, hiddenSize]);
  let stream = graph.node('Gather', [table, graph.input('ids', [n], 'int64')]);
  for (let layer = 0; layer < config.layers; layer++) {
    const at = `model.layers.${layer}.`;
    const x = norm(stream, `${at}input_layernorm.weight`);
    const project = (name: string) =>
      split(linear(x, `${at}self_attn.${name}.weight`, heads * d, hiddenSize));
    const scores = graph.node(
      'FusedMatMul',
      [rope(project('q_proj')), rope(project('k_proj'))],
      { alpha: { float: 1 / Math.sqrt(d) }, transB: 1 },
      'com.microsoft',
    );
    const probs = graph.node('Softmax', [graph.node('Add', [scores, causal])], { axis: -1 });
    graph.output(`attention${layer}`, probs, [heads, n, n]);
    const mixed = graph.node('Transpose', [graph.node('MatMul', [probs, project('v_proj')])], {
      perm: [1, 0, 2],
    });
    const joined = graph.node('Reshape', [mixed, shape2]);
    const attended = linear(joined, `${at}self_attn.o_proj.weight`, hiddenSize, heads * d);
    stream = graph.node('Add', [stream, attended]);

    const y = norm(stream, `${at}post_attention_layernorm.weight`);
    const gate = linear(y, `${at}mlp.gate_proj.weight`, intermediateSize, hiddenSize);
    const up = linear(y, `${at}mlp.up_proj.weight`, intermediateSize, hiddenSize);
    const silu = graph.node('QuickGelu', [gate], { alpha: { float: 1 } }, 'com.microsoft');
    const gated = graph.node('Mul', [silu, up]);
    const down = linear(gated, `${at}mlp.down_proj.weight`, hiddenSize, intermediateSize);
    stream = graph.node('Add', [stream, down]);
  }
  const last = norm(stream, 'model.norm.weight');
  const logits = linear(last, 'model.embed_tokens.weight', vocabSize, hiddenSize);
  graph.output('logits', logits, [n, vocabSize]);
  return graph.build();
}

function transpose(x: Float32Array, rows: number, cols: number): Float32Array {
  const out = new Float32Array(x.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) out[j * rows + i] = x[i * cols + j] as number;
  }
  return out;
}

function angles(n: number, d: number, theta: number) {
  const half = d / 2;
  const cos = new Float32Array(n * half);
  const sin = new Float32Array(n * half);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < half; c++) {
      const angle = i * theta ** (-c / half);
      cos[i * half + c] = Math.cos(angle);
      sin[i * half + c] = Math.sin(angle);
    }
  }
  return { cos, sin };
}
