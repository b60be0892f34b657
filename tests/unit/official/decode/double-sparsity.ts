// Double Sparsity in terms of its published code, on the channel statistics of the case.
import type { Rules } from '../mapping.ts';
import { barsOf, caches, ofHeads, P, readOf } from './_caches.ts';

interface Asked {
  readonly channel: string;
  readonly channels_kept: number;
  readonly heavy_const: number;
  readonly label_bits: number;
}

export const rules: Rules = {
  'double-sparsity': caches<Asked>(
    'double-sparsity',
    ({ channel, channels_kept, heavy_const, label_bits }) => ({
      ...{ statistic: channel.replace('_', '-'), channels: channels_kept, heavy: heavy_const },
      ...{ bits: String(label_bits), denseLayers: 0 },
    }),
    ({ golden, ran, params }) => {
      const kept = Number(params['channels_kept']);
      const steps = Array.from(golden.array('label_score_steps'));
      const sorted = Array.from(golden.array('sorted_channel'));
      const scores = Array.from(golden.array('label_scores'));
      const width = 512;
      return {
        // Ties of coarse labels are undefined there; on these heads they fall as ours do.
        read: { ours: readOf(ran.caches[0]!) },
        channel_stat: 'given: the texts of the calibration are not in the inputs',
        sorted_channel: {
          ours: ofHeads((head) => barsOf(ran, head, 'channels').chosen!),
          theirs: ofHeads((head) => sorted.slice(head * 32, head * 32 + kept)),
          follows: true,
        },
        label_score_steps: 'the steps of label_scores',
        label_scores: {
          ours: ofHeads((head) =>
            steps.flatMap((t) => [...barsOf(ran, head, 'labels', t - P).values]),
          ),
          theirs: ofHeads((head) =>
            steps.flatMap((t, at) => {
              const from = (head * steps.length + at) * width;
              return scores.slice(from, from + t + 1);
            }),
          ),
          follows: true,
        },
      };
    },
  ),
};
