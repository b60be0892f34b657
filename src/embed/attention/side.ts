// Figures of attention heads on other pages.
import type { FigureReply } from '../../../workers/api.ts';
import { HEAD_SHOWS } from '../../figure/map/words/attention-shows.ts';
import { attentionSummary } from '../../figure/summary.ts';
import { subtitleOf } from '../../figure/export/subtitle.ts';
import type { Side } from '../side.ts';
import { entriesOf } from '../tables.ts';
import { VERSION } from '../version.ts';
import HeadMap from './HeadMap.svelte';
import { methods } from './methods.ts';

export const side: Side<FigureReply> = {
  Map: HeadMap,
  shows: HEAD_SHOWS,
  methods: entriesOf(methods),
  ask: (client, spec, call) => client.figure(spec, call),
  async pieces(client, { text, tokens, model, subject }, call) {
    const reply = await client.text(text, tokens, { ...call, model, subject });
    return reply?.ok ? reply.value.pieces : [];
  },
  paint: (client, ...view) => client.paint(...view),
  where: (spec, entry) => subtitleOf({ spec, entry }),
  caption: ({ name }, { metrics }) => attentionSummary(name, metrics),
  async svg({ spec, entry, drawn }, theme, paint) {
    const { attentionSvg } = await import('../../figure/export/picture.ts');
    const { mask, reply, stages } = drawn;
    const source = { spec, entry, reply, stages, n: mask.rows, version: VERSION };
    return attentionSvg(source, theme, paint);
  },
};
