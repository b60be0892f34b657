// One head's causal attention: the kernels against the same computed by onnxruntime-web.
import { buildRuns } from '../../../src/core/mask/runs.ts';
import type { Mask } from '../../../src/core/mask/mask.ts';
import { createRandom } from '../../../src/core/random.ts';
import { matrix, type Matrix } from '../../../src/core/tensor.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import { GraphBuilder } from '../onnx.ts';
import type { Duel } from '../row.ts';
import { checkSame, duel, type Rounds } from './duel.ts';
import { openSession, runtime } from './runtime.ts';

function randomMatrix(seed: string, n: number, d: number): Matrix {
  const random = createRandom(seed);
  const m = matrix(n, d);
  for (let p = 0; p < m.data.length; p++) m.data[p] = random.normal();
  return m;
}

/** softmax(Q·Kᵀ·scale + causal mask): the product, the scale and the mask in one operator. */
function causalSoftmax(graph: GraphBuilder, q: string, k: string, n: number, d: number): string {
  const hidden = new Float32Array(n * n);
  for (let i = 0; i < n; i++) hidden.fill(-1e9, i * n + i + 1, (i + 1) * n);
  const scores = graph.node('Gemm', [q, k, graph.floats(hidden, [n, n])], {
    alpha: { float: 1 / Math.sqrt(d) },
    transB: 1,
  });
  return graph.node('Softmax', [scores], { axis: -1 });
}

/**
 * The whole map, n × n, from here with the row statistics besides; into an array at hand, or a new one
 * each time as the runtime makes it.
 */
export async function attentionMap(
  n: number,
  d: number,
  reuse: boolean,
  rounds: Rounds,
): Promise<Duel> {
  const kernels = await loadKernels('relaxed-simd');
  const ort = await runtime();
  const q = randomMatrix('q', n, d);
  const k = randomMatrix('k', n, d);
  const graph = new GraphBuilder();
  const attention = causalSoftmax(graph, graph.input('q', [n, d]), graph.input('k', [n, d]), n, d);
  graph.output('attention', attention, [n, n]);
  const session = await openSession(graph.build());
  const feeds = {
    q: new ort.Tensor('float32', q.data, [n, d]),
    k: new ort.Tensor('float32', k.data, [n, d]),
  };

  const statistics = { max: new Float32Array(n), sum: new Float32Array(n) };
  const out = reuse ? new Float32Array(n * n) : undefined;
  const ours = () => kernels.attentionRows(q, k, 1 / Math.sqrt(d), 0, n, out, statistics);
  const theirs = async () => (await session.run(feeds))['attention']?.data as Float32Array;
  checkSame('attention', ours(), await theirs(), 1e-5);
  const result = await duel(ours, theirs, rounds);
  await session.release();
  return result;
}

/** A window, sinks, and every fourth block: a mask with all that masks are made of. */
function mixedMask(n: number): Mask {
  return buildRuns(n, n, (i, keep) => {
    const window = Math.max(0, i - 63);
    for (let block = 0; block < window; block += 128) keep(block, Math.min(window, block + 32));
    keep(window, i + 1);
  });
}

/** Recall, output error and output norm of a mask for every row. */
export async function attentionCosts(n: number, d: number, rounds: Rounds): Promise<Duel> {
  const kernels = await loadKernels('relaxed-simd');
  const ort = await runtime();
  const [q, k, v] = [randomMatrix('q', n, d), randomMatrix('k', n, d), randomMatrix('v', n, d)];
  const mask = mixedMask(n);
  const kept = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    mask.forEachRun(i, (start, end) => kept.fill(1, i * n + start, i * n + end));
  }

  const graph = new GraphBuilder();
  const inputs = ['q', 'k', 'v'].map((name) => graph.input(name, [n, d]));
  const probs = causalSoftmax(graph, inputs[0] as string, inputs[1] as string, n, d);
  const values = inputs[2] as string;
  const sum = (x: string) => graph.node('ReduceSum', [x, graph.integers([1])], { keepdims: 1 });
  const square = (x: string) => graph.node('Mul', [x, x]);
  const dense = graph.node('MatMul', [probs, values]);
  const keptProbs = graph.node('Mul', [probs, graph.floats(kept, [n, n])]);
  const recall = sum(keptProbs);
  const sparse = graph.node('Div', [graph.node('MatMul', [keptProbs, values]), recall]);
  graph.output('recall', recall, [n, 1]);
  graph.output('error', sum(square(graph.node('Sub', [dense, sparse]))), [n, 1]);
  graph.output('norm', sum(square(dense)), [n, 1]);
  const session = await openSession(graph.build());
  const feeds = {
    q: new ort.Tensor('float32', q.data, [n, d]),
    k: new ort.Tensor('float32', k.data, [n, d]),
    v: new ort.Tensor('float32', v.data, [n, d]),
  };

  const ours = () => kernels.maskedRows(q, k, v, 1 / Math.sqrt(d), mask, 0, n);
  const theirs = () => session.run(feeds);
  const [a, b] = [ours(), await theirs()];
  checkSame('recall', a.recall, b['recall']?.data as Float32Array, 1e-4);
  checkSame('error', a.errorSquared, b['error']?.data as Float32Array, 1e-3);
  checkSame('norm', a.normSquared, b['norm']?.data as Float32Array, 1e-3);
  const result = await duel(ours, theirs, rounds);
  await session.release();
  return result;
}
