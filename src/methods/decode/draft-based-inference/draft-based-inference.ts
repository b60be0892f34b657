// Draft-based inference: a small draft writes ahead, and what it will need decides what stays. SpecKV evicts keys of
// every head by the model's own attention to the draft's tokens; SpecPC drops tokens of the prompt by the draft's
// attention, before the model reads them.
import { clampParam } from '../../../core/params.ts';
import { defineDecode, type DecodeHead } from '../../decode.ts';
import { promptKeysFor } from '../_shared/budget.ts';
import { keptOfPrompt } from '../_shared/cache.ts';
import { memory } from '../_shared/memory.ts';
import { promptKeys, windowWithin } from '../_shared/snap.ts';
import { facts } from './facts.ts';
import { importanceOf, peaksOf, tokensKept } from './importance.ts';
import { lookAhead } from './look-ahead.ts';
import { params, type Params } from './params.ts';
import { stagesOf, type Cut } from './stages.ts';

export default defineDecode({
  id: 'draft-based-inference',
  name: 'Draft-based inference',
  domain: 'decode',
  family: 'evictor',
  summary: 'Lets a small draft write ahead, and keeps of the prompt what that will need.',
  about:
    'What will be asked of a prompt is not known when it is cut. So a small draft model reads it first and ' +
    'writes some tokens beyond its end. SpecKV lets the model itself read the prompt and the draft’s tokens: ' +
    'each head keeps the keys that those tokens and the prompt’s last ones look at most, then the draft’s tokens ' +
    'are thrown away. SpecPC looks at the draft’s own attention instead, and drops whole tokens of the prompt before ' +
    'the model ever sees them. SpecKV-PC does one after the other.',
  notice: [
    'With the oracle draft the look-ahead is right: a long one keeps what questions far ahead will ask for.',
    'A draft that goes astray early misleads a long look-ahead: compare with the random one.',
    'SpecPC shows as the same columns in every layer and head: what it drops, the model never saw.',
  ],
  differs: [
    'The draft is a model of 2 layers with 3 heads, trained on the same texts with the same tokenizer; the paper pairs models of 1 and 8 billion weights.',
    'The oracle reads the true continuation and judges SpecPC by the model itself; it, the model’s first layers and random weights are no part of the paper.',
    'All variants share one look-ahead; released SpecPC looks one token ahead, SpecKV as far as will be written.',
    'SpecPC renumbers what it keeps, so the model’s own queries belong to another text: attention read and moments of loss are told by those of the model with a full cache. The loss and the needles are those of the shortened text.',
    'What the draft costs, and the model’s reading of the draft’s tokens, come before the first step and are not among the bytes.',
    'The sparse prefill of the released code is left out: the prompt is read densely, as by every method here.',
    'Ties go to the lower position. Where the capacity is below the window, the window shrinks to it.',
    'SpecKV-PC shortens the prompt to a multiple of the capacity, where the released code has a fixed 2,048 tokens.',
  ],
  paper: {
    title: 'Draft-based Approximate Inference for LLMs',
    authors: 'Kevin Galim, Ethan Ewer, Wonjun Kang, Minjae Lee, Hyung Il Koo, Kangwook Lee',
    year: 2025,
    venue: 'ICLR 2026',
    arxiv: '2506.08373',
    repository: 'furiosa-ai/draft-based-approx-llm',
  },
  tags: {
    unit: 'tokens of the prompt',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'decode',
    role: 'system',
  },
  params,
  stages: [
    { id: 'importance', title: 'What the draft finds important' },
    { id: 'ahead', title: 'What the look-ahead reads' },
    { id: 'scores', title: 'What each head keeps' },
    { id: 'cache', title: 'The cache' },
  ],
  claims: [],
  atBudget(budget, shape) {
    const keys = promptKeysFor(budget, shape);
    // The last token of the prompt stays besides.
    return { capacity: clampParam(params.capacity, keys < shape.prompt ? keys - 1 : keys) };
  },
  drafting: {
    wish: ({ draft, lookAhead: ahead, variant }) => ({
      ...{ writer: draft, lookAhead: ahead, scouts: variant !== 'specpc' },
    }),
    sees(given, written, tools) {
      const { prompt } = written;
      const capacity = shortenedTo(given);
      if (capacity >= prompt) return null;
      const { lowLayers, neighbours } = given;
      const window = Math.min(capacity, given.window);
      const importance = importanceOf(written, { window, lowLayers }, tools);
      const choosing = { capacity, window, neighbours };
      return tokensKept(peaksOf(importance, neighbours), choosing, tools);
    },
  },
  begin(given, context) {
    const { prompt } = context;
    const { variant, capacity, kernel, pooling, over } = given;
    const looking = { window: windowWithin(capacity, given.window), kernel, pooling, over };
    const whole = keptOfPrompt(context, promptKeys(prompt));
    const seen = memory<Cut>();
    return {
      layer(heads) {
        if (variant === 'specpc' || capacity >= prompt) return heads.map(() => whole);
        const ahead = context.draft().ahead[heads[0]!.layer]!;
        const cuts = new Map<number, Cut>();
        return heads.map((head) => {
          const group = sharing(ahead, head.kvHead);
          let cut = cuts.get(head.kvHead);
          if (!cut) {
            const looked = lookAhead(group, prompt, capacity, looking, context);
            cut = { ...looked, group, looking, cache: keptOfPrompt(context, looked.kept) };
            cuts.set(head.kvHead, cut);
          }
          seen.keep(head, cut);
          return cut.cache;
        });
      },
      trace: (layer, head, row) => stagesOf(given, context, seen.of(layer, head), whole, row),
    };
  },
  facts,
});

/** Tokens of the prompt that the model gets to see. */
function shortenedTo({ variant, capacity, ratio }: Params): number {
  if (variant === 'speckv') return Infinity;
  return variant === 'specpc' ? capacity : Math.round(ratio * capacity);
}

function sharing(heads: readonly DecodeHead[], kvHead: number): readonly DecodeHead[] {
  return heads.filter((head) => head.kvHead === kvHead);
}
