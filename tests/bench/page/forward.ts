// The model's forward pass with every attention map, here and in onnxruntime-web, from one file.
import { createRandom } from '../../../src/core/random.ts';
import type { Kernels } from '../../../src/kernels/contract.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import { readConfig } from '../../../src/model/config.ts';
import { openLlama } from '../../../src/model/llama.ts';
import { readSafetensors } from '../../../src/model/safetensors.ts';
import { llamaGraph } from '../llama-graph.ts';
import type { Duel } from '../row.ts';
import { checkSame, duel, type Rounds } from './duel.ts';
import { openSession, runtime } from './runtime.ts';

/**
 * 'written': every map lies in memory at the end, in arrays that are used again for the next text.
 * 'kept': queries and keys do, maps on demand.
 */
export type Maps = 'written' | 'kept';

/** Times reading `n` random tokens by the model in the folder `base`. */
export async function forward(
  base: string,
  n: number,
  maps: Maps,
  rounds: Rounds,
): Promise<Duel | null> {
  const folder = await fetch(`${base}config.json`);
  if (!folder.ok) return null;
  const config = readConfig(await folder.json());
  const weights = await fetch(`${base}model.safetensors`);
  const source = readSafetensors(await weights.arrayBuffer());
  const random = createRandom('tokens');
  const ids = Uint32Array.from({ length: n }, () => random.int(config.vocabSize));

  const kernels = await loadKernels('relaxed-simd');
  const written = Array.from(
    { length: maps === 'written' ? config.layers * config.heads : 0 },
    () => {
      return new Float32Array(n * n);
    },
  );
  const llama = openLlama(
    config,
    source,
    maps === 'written' ? keepingRows(kernels, written) : kernels,
  );
  const ours = () => llama.forward(ids, { keep: 'heads' });

  const ort = await runtime();
  const session = await openSession(llamaGraph(config, source, n));
  const feeds = { ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [n]) };
  const theirs = () => session.run(feeds);

  const [mine, reference] = [await ours(), await theirs()];
  checkSame('logits', mine.logits.data, reference['logits']?.data as Float32Array, 5e-3);
  mine.heads.flat().forEach((head, index) => {
    const map = written[index] ?? llama.attention(head);
    const all = reference[`attention${head.layer}`]?.data as Float32Array;
    const theirMap = all.subarray(head.head * n * n, (head.head + 1) * n * n);
    checkSame(`layer ${head.layer}, head ${head.head}`, map, theirMap, 1e-3);
  });
  const result = await duel(ours, theirs, rounds);
  await session.release();
  llama.release();
  return result;
}

/** The kernels, writing the dense map of one head after the other to `maps`, over and over. */
function keepingRows(kernels: Kernels, maps: readonly Float32Array[]): Kernels {
  let next = -1;
  return {
    ...kernels,
    attentionOutput(q, k, v, scale, mask, from, to) {
      if (mask) return kernels.attentionOutput(q, k, v, scale, mask, from, to);
      if (from === 0) next = (next + 1) % maps.length;
      const rows = maps[next]?.subarray(from * k.rows, to * k.rows);
      return kernels.attentionBoth(q, k, v, scale, from, to, rows).output;
    },
  };
}
