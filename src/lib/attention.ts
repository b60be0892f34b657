// One method on one head of one's own tensors, chosen and measured.
import type { Mask } from '../core/mask/mask.ts';
import type { NumberArray } from '../core/numbers.ts';
import type { ParamRecord } from '../core/params.ts';
import { readMatrix, readSize } from '../core/read-tensor.ts';
import type { Stage } from '../core/trace.ts';
import { finding } from '../domains/attention/find.ts';
import type { AttentionMetrics } from '../domains/attention/metrics.ts';
import type { AttentionTypes, HeadSubject } from '../domains/attention/types.ts';
import type { AttentionHead, AttentionMethod } from '../methods/attention.ts';
import { find, refuseNoTensors, type SelectOptions } from './options.ts';

export type { AttentionHead, AttentionMethod, AttentionSelection } from '../methods/attention.ts';
export type { AttentionMetrics } from '../domains/attention/metrics.ts';

/**
 * Queries, keys and values of one head, n × d row-major, queries and keys after RoPE. Float32Arrays are
 * read where they are; other arrays of numbers are copied.
 */
export interface Tensors {
  readonly n: number;
  readonly d: number;
  readonly q: NumberArray;
  readonly k: NumberArray;
  readonly v: NumberArray;
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
 * The options' budget is a share of the causal pairs. Throws an ExpectedError where a tensor does not have
 * n·d finite numbers or a setting cannot be used; its `field` names the one at fault.
 */
export async function selectAttention(
  method: AttentionMethod,
  tensors: Tensors,
  options: SelectOptions = {},
): Promise<Selected> {
  const subject = subjectOf(tensors);
  const found = await find<AttentionTypes>(finding, method, () => subject, options);
  const { selection, report, params, warnings } = found;
  return {
    mask: selection.mask,
    metrics: report.metrics,
    rowRecall: report.rowRecall,
    params,
    warnings,
    trace: () => selection.trace(),
  };
}

function subjectOf(tensors: Tensors): HeadSubject {
  refuseNoTensors(tensors, '{ n, d, q, k, v }');
  const [n, d] = [readSize('n', tensors.n), readSize('d', tensors.d)];
  const part = (name: 'q' | 'k' | 'v') => readMatrix({ name }, tensors[name], [n, d], 'n·d');
  const head: AttentionHead = {
    ...{ n, d, layers: 1, heads: 1, layer: 0, head: 0, kvHead: 0 },
    ...{ q: part('q'), k: part('k'), v: part('v') },
  };
  const alone = { key: 'own', exact: true, model: '', kvHeads: 1, keepsMap: true };
  return { ...alone, head, siblings: [head] };
}
