// SnapKV of The Sparse Frontier in terms of its published code.
import type { ParamRecord } from '../../../../src/core/params.ts';
import { methods, runOn } from '../../methods/decode/harness.ts';
import type { Rule, Rules } from '../mapping.ts';
import { barsOf } from './_caches.ts';
import { groupedHeads, keptOfGroups } from './_groups.ts';

export interface Asked {
  readonly token_capacity: number;
  readonly approximation_window: number;
  readonly kernel_size: number;
  readonly local_window: number;
  readonly prefix_tokens: number;
  /** Of Ada-SnapKV. */
  readonly min_head_capacity_ratio?: number;
}

/** Both evictors: the whole text of a case is a prompt, with one step after it. */
export function cutBy(id: string, more: (asked: Asked) => ParamRecord): Rule {
  return (golden) => {
    const asked = golden.about.params as unknown as Asked;
    const prompt = (golden.array('kept').length / 2) | 0;
    const layers = [groupedHeads(golden, prompt + 1)];
    const ran = runOn(
      methods.find((method) => method.id === id)!,
      layers,
      prompt,
      {
        ...{ capacity: asked.token_capacity, window: asked.approximation_window },
        ...{ local: asked.local_window, prefix: asked.prefix_tokens, kernel: asked.kernel_size },
        ...more(asked),
      },
    );
    const [layer] = ran.caches;
    const kept = keptOfGroups(layer!, prompt);
    const sizes = [0, 1].map((head) =>
      Array.from(kept)
        .slice(head * prompt, (head + 1) * prompt)
        .reduce((sum, bit) => sum + bit, 0),
    );
    const scores = [0, 2].flatMap((head) => [...barsOf(ran, head, 'scores').values]);
    return Promise.resolve({
      kept: { ours: kept },
      importance_before_forcing: { ours: scores, follows: true },
      seq_lens: { ours: sizes, follows: true },
      recall_last_query: 'attention of the prompt’s last row; steps are told here',
    });
  };
}

export const rules: Rules = {
  sparse_frontier_snapkv: cutBy('sparse-frontier-snapkv', () => ({})),
};
