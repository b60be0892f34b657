// The pruned model against a second program: masks and losses that PyTorch computed with code of its own
// (tools/train/pruning.py) from the same float16 weights and the same token ids.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { Mask } from '../../../../src/core/mask/mask.ts';
import type { ParamRecord } from '../../../../src/core/params.ts';
import { measureModel, probeOf, type Probe } from '../../../../src/domains/weights/cost.ts';
import { pruneModel } from '../../../../src/domains/weights/prune.ts';
import { openWeights, type WeightSubject } from '../../../../src/domains/weights/subject.ts';
import { loadKernels } from '../../../../src/kernels/index.ts';
import type { MatrixName } from '../../../../src/methods/weights.ts';
import { openModel } from '../../../../src/model/folder.ts';
import { readSafetensors } from '../../../../src/model/safetensors.ts';
import { settingOf } from './tiny.ts';

interface Golden {
  /** Of the golden lines, one after the other; the begin mark counts. */
  readonly calibration: { readonly sequences: number; readonly length: number };
  readonly heldOut: string;
  readonly matrices: readonly (readonly [layer: number, name: MatrixName])[];
  readonly results: readonly {
    readonly name: string;
    readonly method: string;
    readonly settings: ParamRecord;
    readonly nats: number;
  }[];
}

const GOLDEN = new URL('../../../golden/model/', import.meta.url);
const MODEL = new URL('../../../../public/models/atlas-3m/', import.meta.url);

const bytes = (folder: URL, name: string): ArrayBuffer =>
  Uint8Array.from(readFileSync(new URL(name, folder))).buffer;
const json = (name: string): unknown => JSON.parse(readFileSync(new URL(name, GOLDEN), 'utf8'));

const golden = json('pruning.json') as Golden;
const masks = readSafetensors(bytes(GOLDEN, 'pruning.safetensors'));
const { texts } = json('index.json') as { texts: { name: string; ids: number[] }[] };
const heldOut = Uint32Array.from(texts.find(({ name }) => name === golden.heldOut)!.ids);
const lines = (json('tokenizer-lines.json') as { ids: number[][] }).ids.flat();
const { sequences, length } = golden.calibration;
const calibration = Array.from({ length: sequences }, (_, i) =>
  Uint32Array.from([0, ...lines.slice(i * (length - 1), (i + 1) * (length - 1))]),
);

/**
 * Shares of a mask that may differ. In the first layer both programs see the same inputs, and only scores
 * that agree to the last digits may fall either way. Later layers see what came of that: where inputs are
 * dealt anew, two with nearly the same sum may have changed places, and SparseGPT, which moves weights
 * too, passes it on multiplied.
 */
const SAME = 1e-4;
const LATER = { share: 1e-3, nats: 0.005 };
const LATER_DEALT = { share: 0.01, nats: 0.05 };
const LATER_MOVED = { share: 0.2, nats: 0.1 };

function laterOf({ method, settings }: Golden['results'][number]): typeof LATER {
  if (method === 'sparsegpt') return LATER_MOVED;
  return settings['deal'] === true ? LATER_DEALT : LATER;
}

let subject: WeightSubject;
let probe: Probe;

beforeAll(async () => {
  const names = ['config.json', 'tokenizer.json', 'model.safetensors'];
  const files = new Map(names.map((name) => [name, bytes(MODEL, name)]));
  const { llama } = openModel(files, await loadKernels());
  subject = openWeights(llama);
  probe = await probeOf(llama, heldOut);
}, 60_000);

test.each(golden.results)(
  '$name keeps the same weights and loses as much',
  async (result) => {
    const text = { calibration, heldOut: [] };
    const pruning = await pruneModel(subject, text, settingOf(result.method, result.settings));
    const later = laterOf(result);
    for (const [layer, name] of golden.matrices) {
      const { selection } = pruning.matrices.find(
        (each) => each.layer === layer && each.name === name,
      )!;
      const { mask } = selection;
      const packed = masks.tensor(`${result.name}.${layer}.${name}`).bytes;
      const share = differing(mask, packed) / (mask.rows * mask.cols);
      expect(share, `layer ${layer}, ${name}`).toBeLessThanOrEqual(
        layer === 0 ? SAME : later.share,
      );
    }
    const { nats } = await measureModel(pruning, probe);
    expect(Math.abs(nats - result.nats)).toBeLessThan(later.nats);
    pruning.release();
  },
  60_000,
);

/** Weights kept in one of the two only; eight to a byte, the first in the highest bit. */
function differing(mask: Mask, packed: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < mask.rows; i++) {
    for (let j = 0; j < mask.cols; j++) {
      const at = i * mask.cols + j;
      if (mask.has(i, j) !== Boolean((packed[at >> 3]! >> (7 - (at & 7))) & 1)) count++;
    }
  }
  return count;
}
