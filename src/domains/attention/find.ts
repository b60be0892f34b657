// What a method keeps of a head, and its metrics: all that is needed where the method is at hand.
import type { Desk, Found, Miss, Setting } from '../contract.ts';
import { contextFor, denseAttention } from './context.ts';
import { causalPairsOf, measureHead } from './metrics.ts';
import { whyMissed } from './missed.ts';
import { inReach } from './overflow.ts';
import type { AttentionTypes, HeadSubject } from './types.ts';

type Selection = AttentionTypes['selection'];

export const finding = {
  shapeOf: ({ head }: HeadSubject) => head,

  sparsityOf: ({ mask }: Selection, { head }: HeadSubject) =>
    1 - mask.count() / causalPairsOf(head.n),

  whyMissed: (miss: Miss, { subject, params }: Pick<Found<AttentionTypes>, 'subject' | 'params'>) =>
    whyMissed(miss, subject.head.n, params),

  async select(
    subject: HeadSubject,
    setting: Setting<AttentionTypes>,
    desk: Desk,
  ): Promise<Selection> {
    const head = inReach(subject.head);
    const siblings = subject.siblings.map(inReach);
    const { kernels } = desk;
    const { method } = setting;
    const assets = await desk.assets(subject.model, method.assets ?? []);
    const dense = (): Float32Array => {
      const known = desk.peek<Float32Array>('map', subject.key);
      if (known) return known;
      const map = denseAttention(head, kernels);
      // A long text's maps, one after another, would push out all that is of more use.
      return subject.keepsMap ? desk.put('map', subject.key, map, map.byteLength) : map;
    };
    const params = setting.paramsFor(head);
    const context = contextFor(head, { kernels, siblings, assets, dense });
    return desk.quietly(() => method.select(head, params, context));
  },

  measure(
    { head, kvHeads }: HeadSubject,
    selection: Selection,
    _: Setting<AttentionTypes>,
    desk: Desk,
  ): Promise<AttentionTypes['report']> {
    return measureHead(inReach(head), selection, desk.kernels, kvHeads, () => desk.checkpoint());
  },
};
