// One method on one head of one's own tensors, chosen and measured.
import type { Mask } from '../core/mask/mask.ts';
import type { ParamRecord } from '../core/params.ts';
import { ExpectedError } from '../core/result.ts';
import { matrix, type Matrix } from '../core/tensor.ts';
import type { Stage } from '../core/trace.ts';
import { contextFor } from '../domains/attention/context.ts';
import { measureHead, type AttentionMetrics } from '../domains/attention/metrics.ts';
import { resolveSettings } from '../domains/settings.ts';
import type { Kernels } from '../kernels/contract.ts';
import { loadKernels } from '../kernels/index.ts';
import type { AttentionHead, AttentionMethod } from '../methods/attention.ts';

/** Queries, keys and values of one head, n × d row-major, queries and keys after RoPE. */
export interface Tensors {
  readonly n: number;
  readonly d: number;
  readonly q: Float32Array;
  readonly k: Float32Array;
  readonly v: Float32Array;
}

export interface SelectOptions {
  /** Share of the causal pairs to keep, (0, 1]; null (the default) leaves the method's own settings. */
  readonly budget?: number | null;
  /** Parameters set by hand, over those the budget gives. */
  readonly set?: ParamRecord;
  /** Kernels to compute with; default: the fastest that this engine runs. */
  readonly kernels?: Kernels;
}

export interface Selected {
  readonly mask: Mask;
  readonly metrics: AttentionMetrics;
  /** Attention mass kept, per query. */
  readonly rowRecall: Float32Array;
  /** Parameters in force. */
  readonly params: ParamRecord;
  readonly warnings: readonly string[];
  /** The method's intermediate stages. */
  trace(): readonly Stage[];
}

/**
 * Throws an ExpectedError where a tensor does not have n·d values or a setting cannot be used; its
 * `field` names the one at fault.
 */
export async function selectAttention(
  method: AttentionMethod,
  tensors: Tensors,
  options: SelectOptions = {},
): Promise<Selected> {
  const head = headOf(tensors);
  const params = resolveSettings(method, head, options.budget ?? null, options.set ?? {});
  if (!params.ok) throw new ExpectedError(params.field, params.message);
  const kernels = options.kernels ?? (await loadKernels());
  const context = contextFor(head, { kernels, siblings: [head] });
  const selection = method.select(head, params.value, context);
  const report = await measureHead(head, selection, kernels, 1, () => Promise.resolve());
  return {
    mask: selection.mask,
    metrics: report.metrics,
    rowRecall: report.rowRecall,
    params: params.value,
    warnings: selection.warnings ?? [],
    trace: () => selection.trace(),
  };
}

function headOf({ n, d, q, k, v }: Tensors): AttentionHead {
  const part = (name: string, values: Float32Array): Matrix => {
    if (values.length === n * d) return matrix(n, d, values);
    const what = `${name} must have n·d = ${n * d} values, got ${values.length}`;
    throw new ExpectedError(name, what);
  };
  return {
    ...{ n, d, layers: 1, heads: 1, layer: 0, head: 0, kvHead: 0 },
    ...{ q: part('q', q), k: part('k', k), v: part('v', v) },
  };
}
