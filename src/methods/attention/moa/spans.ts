// The plan of MoA as a grid: each head's window against the length of the text.
import type { Drawable, Stage } from '../../../core/trace.ts';
import type { AttentionHead } from '../../attention.ts';
import type { Search } from './plan.ts';
import { bandOf, type Rule } from './rules.ts';
import { count, number, percent, whole } from '../../_shared/words.ts';

/** Lengths at which windows are drawn, in tokens; that of the text at hand is among them if within. */
const DRAWN = { from: 128, to: 1024, step: 32 };

/** Tokens of the window at a text of `length` tokens, in whole blocks but never beyond the text. */
export function windowOf(rule: Rule, length: number, block: number): number {
  return Math.min(length, block * bandOf(rule, Math.ceil(length / block), block));
}

/** `ruleOf` gives the rule of any head of the model, `block` is in tokens. */
export function spansStage(
  head: AttentionHead,
  search: Search | null,
  ruleOf: (layer: number, head: number) => Rule,
  uniform: boolean,
  block: number,
): Stage {
  const { layers, heads } = head;
  const rules = Array.from({ length: layers * heads }, (_, at) =>
    ruleOf(Math.floor(at / heads), at % heads),
  );
  const elastic = rules.filter(({ beta }) => beta !== 0).length;
  const lost = search && (uniform ? search.lostUniform : search.lost);
  const own = rules[head.layer * heads + head.head]!;
  return {
    id: 'spans',
    caption:
      search === null
        ? `All heads follow one rule, ${ruleWords(own)}.`
        : `Windows grow with the text in ${count(elastic, 'head')} and stay as they are in ${whole(rules.length - elastic)}. ` +
          `The plan leaves out ${percent(lost!)} of the influence at ${whole(search.judge.length)} tokens; one rule for all heads leaves out ${percent(search.lostUniform)}.`,
    drawables: [gridOf(head, rules, block), ...(search ? [numbersOf(search)] : [])],
  };
}

function ruleWords({ alpha, beta }: Rule): string {
  if (beta === 0) return `${whole(alpha)} tokens at any length`;
  const slope = `${number(beta)} · length`;
  return alpha === 0 ? slope : `${slope} ${alpha < 0 ? '−' : '+'} ${whole(Math.abs(alpha))}`;
}

function gridOf(
  { n, layers, heads, layer, head }: AttentionHead,
  rules: readonly Rule[],
  block: number,
): Drawable {
  const { from, to, step } = DRAWN;
  const lengths = new Set(
    Array.from({ length: (to - from) / step + 1 }, (_, at) => from + at * step),
  );
  if (n > from && n < to) lengths.add(n);
  const xs = Float32Array.from([...lengths].sort((a, b) => a - b));
  return {
    kind: 'grid',
    rows: layers,
    cols: heads,
    down: 'layer',
    across: 'head',
    cells: rules.map((rule, at) => ({
      label: `layer ${Math.floor(at / heads)}, head ${at % heads}`,
      note: ruleWords(rule),
      values: xs.map((length) => windowOf(rule, length, block)),
    })),
    chosen: layer * heads + head,
    x: 'length of the text, tokens',
    y: 'window, tokens',
    xs,
    at: Math.max(0, xs.indexOf(Math.min(to, Math.max(from, n)))),
    limit: { label: 'the whole text', values: xs },
    label: 'window against length, a head a cell',
  };
}

function numbersOf(search: Search): Drawable {
  return {
    kind: 'numbers',
    entries: [
      { label: 'influence left out', value: search.lost },
      { label: 'with one rule for all', value: search.lostUniform },
      ...(search.gap === null ? [] : [{ label: 'still possible at most', value: search.gap }]),
      ...search.tables.map(({ length }, at) => ({
        label: `cache density at ${length}`,
        value: search.densities[at]!,
      })),
    ],
    label: 'the plan, as shares',
  };
}
