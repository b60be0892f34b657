// `run` for attention: one method on the heads of a file; masks to an .npz, metrics as JSON.
import type { Mask } from '../core/mask/mask.ts';
import { ExpectedError } from '../core/result.ts';
import { contextFor } from '../domains/attention/context.ts';
import { measureHead } from '../domains/attention/metrics.ts';
import { resolveSettings } from '../domains/attention/resolve.ts';
import type { AttentionMethod } from '../methods/attention.ts';
import { chosenKernels } from './kernels.ts';
import { parseSettings } from './methods.ts';
import { checkOut, maskBytes, writeArrays } from './output.ts';
import type { RunOptions } from './options.ts';
import { readHeads } from './tensors.ts';

export async function runAttention(
  load: () => Promise<AttentionMethod>,
  table: AttentionMethod['params'],
  options: RunOptions,
): Promise<object> {
  const set = parseSettings(table, options.set);
  checkOut(options.out);
  const method = await load();
  refuseTables(method);
  const { heads, kvHeads, stacked } = readHeads(options.input);
  const kernels = await chosenKernels();
  const masks: Mask[] = [];
  const results: unknown[] = [];
  let params = {};
  for (const head of heads) {
    const settings = resolveSettings(method, head, options.budget, set);
    if (!settings.ok) throw new ExpectedError(settings.field, settings.message);
    params = settings.value;
    const context = contextFor(head, { kernels, siblings: heads });
    const selection = method.select(head, settings.value, context);
    const report = await measureHead(head, selection, kernels, kvHeads, () => Promise.resolve());
    masks.push(selection.mask);
    results.push({
      head: head.head,
      metrics: report.metrics,
      warnings: selection.warnings ?? [],
    });
  }
  const { n, d } = heads[0] ?? { n: 0, d: 0 };
  if (options.out !== null) {
    const shape = stacked ? [masks.length, n, n] : [n, n];
    writeArrays(options.out, { mask: { shape, dtype: 'u1', bytes: maskBytes(masks) } });
  }
  return { method: method.id, params, n, d, kernels: kernels.tier, heads: results };
}

/** Tables are measured or trained for a model, and come with the project's own only. */
function refuseTables({ id, assets = [] }: AttentionMethod): void {
  if (assets.length === 0) return;
  const tables = assets.map((name) => `“${name}”`).join(' and ');
  throw new ExpectedError(
    'method',
    `${id} reads a table made for one model, ${tables}; it comes with the atlas model only, where render shows it`,
  );
}
