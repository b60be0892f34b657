// What a run of draft-based inference tells of itself, in positions of the whole text.
import type { Stage } from '../../../core/trace.ts';
import { count, whole as number } from '../../_shared/words.ts';
import type { DecodeContext, DecodeHead, Draft, HeadCache } from '../../decode.ts';
import { spreadCache, spreadValues } from '../_shared/seen.ts';
import { cacheStage } from '../_shared/stages.ts';
import { importanceOf, peaksOf } from './importance.ts';
import { aheadScores, type LookAhead, type Looked } from './look-ahead.ts';
import type { Params } from './params.ts';

/** How a head's prompt was cut. */
export interface Cut extends Looked {
  readonly cache: HeadCache;
  /** Heads of its key/value head over the prompt and what the draft wrote. */
  readonly group: readonly DecodeHead[];
  readonly looking: LookAhead;
}

const WRITERS: Readonly<Record<Params['draft'], string>> = {
  trained: 'The trained draft',
  self: 'The draft of the model’s first layers',
  oracle: 'The oracle',
  random: 'The random draft',
};

export function stagesOf(
  given: Params,
  context: DecodeContext,
  cut: Cut | null,
  whole: HeadCache,
  row: number | null,
): Stage[] {
  const draft = context.draft();
  const { seen, prompt } = draft;
  const n = context.n + prompt - context.prompt;
  const cache = cut?.cache ?? whole;
  return [
    ...(seen ? [importanceStage(given, context, draft, seen)] : []),
    ...(cut ? aheadStages(given, context, draft, cut) : []),
    cacheStage({ n, prompt }, seen ? spreadCache(cache, seen, n, prompt) : cache, row),
  ];
}

function importanceStage(
  given: Params,
  context: DecodeContext,
  draft: Draft,
  seen: Uint32Array,
): Stage {
  const window = Math.min(seen.length, given.window);
  const { lowLayers, neighbours } = given;
  const importance = importanceOf(draft, { window, lowLayers }, context);
  return {
    id: 'importance',
    caption: `${WRITERS[given.draft]} finds these tokens important; the model gets to see ${number(seen.length)} of ${count(draft.prompt, 'token')} of the prompt, numbered anew, the last ${number(window)} among them.`,
    drawables: [
      {
        kind: 'bars',
        axis: 'key',
        values: peaksOf(importance, neighbours),
        chosen: [...seen],
        forced: Array.from({ length: window }, (_, at) => draft.prompt - window + at),
        label: 'the draft’s largest attention, pooled',
      },
    ],
  };
}

function aheadStages(
  given: Params,
  context: DecodeContext,
  { seen, ids, prompt: all }: Draft,
  { group, looking, scores, chosen, kept }: Cut,
): Stage[] {
  const { prompt } = context;
  const places = (keys: Iterable<number>): number[] => Array.from(keys, (at) => seen?.[at] ?? at);
  const spread = (values: Float32Array): Float32Array => spreadValues(values, seen, all);
  const rowsFrom = prompt - looking.window - 1;
  const read = (from: number, to: number): Float32Array =>
    spread(aheadScores(group, prompt, looking, context, [from, to]));
  const bars = (values: Float32Array, label: string) =>
    ({ kind: 'bars', axis: 'key', values, chosen: places(chosen), label }) as const;
  const judges = `the last ${count(looking.window + 1, 'token')} of the prompt`;
  return [
    {
      id: 'ahead',
      caption:
        ids.length === 0
          ? `Nothing is written ahead: ${judges} judge alone.`
          : `${WRITERS[given.draft]} writes ${count(ids.length, 'token')} beyond the prompt; this head judges by what they and ${judges} read.`,
      drawables: [
        ...(ids.length === 0
          ? []
          : [bars(read(prompt, prompt + ids.length), 'read by the draft’s tokens')]),
        bars(read(rowsFrom, prompt), 'read by the end of the prompt'),
      ],
    },
    {
      id: 'scores',
      caption: `Pooled over ${count(looking.kernel, 'neighbour')}, the best ${number(chosen.length)} of ${count(scores.length, 'key')} stay with the last ${number(looking.window + 1)}: ${number(kept.length)} in all; the draft’s tokens are thrown away.`,
      drawables: [
        {
          ...bars(spread(scores), 'pooled attention of all that judge'),
          forced: places(kept.slice(chosen.length)),
        },
      ],
    },
  ];
}
