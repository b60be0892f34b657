// `run`: one method on the heads of a file; masks to an .npz, metrics as JSON to standard output.
import { writeFileSync } from 'node:fs';
import type { Mask } from '../core/mask/mask.ts';
import { writeNpz } from '../core/npy.ts';
import { ExpectedError } from '../core/result.ts';
import { contextFor } from '../domains/attention/context.ts';
import { measureHead } from '../domains/attention/metrics.ts';
import { resolveSettings } from '../domains/attention/resolve.ts';
import { loadKernels } from '../kernels/index.ts';
import { findMethod, parseSettings } from './methods.ts';
import { readHeads } from './tensors.ts';

export interface RunOptions {
  readonly method: string;
  readonly input: string;
  /** name=value, as typed. */
  readonly set: readonly string[];
  readonly budget: number | null;
  readonly out: string | null;
  /** One line instead of indented JSON. */
  readonly compact: boolean;
}

export async function run(options: RunOptions): Promise<string> {
  const { entry, load } = findMethod(options.method);
  const set = parseSettings(entry.params, options.set);
  const { heads, stacked } = readHeads(options.input);
  const method = await load();
  const kernels = await loadKernels();
  const masks: Mask[] = [];
  const results: unknown[] = [];
  let params = {};
  for (const head of heads) {
    const settings = resolveSettings(method, head, options.budget, set);
    if (!settings.ok) throw new ExpectedError(settings.field, settings.message);
    params = settings.value;
    const context = contextFor(head, { kernels, siblings: heads });
    const selection = method.select(head, settings.value, context);
    const report = await measureHead(head, selection, kernels, heads.length, () =>
      Promise.resolve(),
    );
    masks.push(selection.mask);
    results.push({
      head: head.head,
      metrics: report.metrics,
      warnings: selection.warnings ?? [],
    });
  }
  if (options.out !== null) writeMasks(options.out, masks, stacked);
  const { n, d } = heads[0] ?? { n: 0, d: 0 };
  const reply = { method: entry.id, params, n, d, kernels: kernels.tier, heads: results };
  return JSON.stringify(reply, null, options.compact ? 0 : 2);
}

function writeMasks(path: string, masks: readonly Mask[], stacked: boolean): void {
  const n = masks[0]?.rows ?? 0;
  const bytes = new Uint8Array(masks.length * n * n);
  for (const [head, mask] of masks.entries()) {
    for (let row = 0; row < n; row++) {
      const start = (head * n + row) * n;
      mask.forEachRun(row, (from, to) => bytes.fill(1, start + from, start + to));
    }
  }
  const shape = stacked ? [masks.length, n, n] : [n, n];
  try {
    writeFileSync(path, writeNpz({ mask: { shape, dtype: 'u1', bytes } }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError('out', `cannot write “${path}”: ${reason}`);
  }
}
