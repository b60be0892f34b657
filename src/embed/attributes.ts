// A figure as the attributes of its element, and as the query of an iframe: what `readWish` reads back.
import { writeQuery } from '../core/link-text.ts';
import { formatParam } from '../core/params.ts';
import { besideText, textName } from '../core/spec-parts.ts';
import { cardOf, kindOf, usualOf } from '../core/card.ts';
import type { FigureSpec } from '../core/spec.ts';
import { cards } from '../domains/cards.generated.ts';
import { methodIds } from '../methods/ids.generated.ts';

/** Names and values in the order in which people read them. */
export function attributesOf(spec: FigureSpec): readonly (readonly [string, string])[] {
  // What names no version is read as of the first.
  const card = cardOf(cards, spec.domain);
  const base = usualOf(card, 1);
  const reads = kindOf(card, spec).reads.includes('text');
  const { view, text, beside } = spec;
  const pairs: [string, string | null][] = [
    ['method', spec.method],
    ['domain', impliesDomain(spec) ? null : spec.domain],
    ['kind', spec.kind === base.kind ? null : spec.kind],
    ['text', !reads ? null : text.kind === 'own' ? text.text : textName(text)],
    ...Object.entries(spec.subject).map(([name, value]): [string, string] => [
      name,
      formatParam(value),
    ]),
    ['budget', spec.budget === null ? 'none' : String(spec.budget)],
    ['set', settings(spec) || null],
    ['tokens', spec.tokens === base.tokens ? null : String(spec.tokens)],
    ['model', spec.model === base.model ? null : spec.model],
    ['beside', beside && besideText(beside)],
    ['drawing', spec.drawing],
    ['file', spec.file],
    ['pruned', spec.pruned],
    ['show', view.show === base.view.show ? null : view.show],
    ['stage', view.stage],
    ['query', view.query === null ? null : String(view.query)],
    ['frame', view.frame === null ? null : String(view.frame)],
    ['zoom', view.zoom === null ? null : view.zoom.join(',')],
  ];
  return pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

/** The figure with its defaults, which may change while other people's pages stay as they are. */
export function explicitQuery(spec: FigureSpec): string {
  const settings = Object.entries(spec.set).map(
    ([name, value]) => [`p.${name}`, formatParam(value)] as const,
  );
  const parts = attributesOf(spec).flatMap(([name, value]) => {
    if (name === 'set') return settings;
    return [[name === 'text' && spec.text.kind !== 'own' ? 't' : name, value] as const];
  });
  return writeQuery(parts);
}

/** Whether a method's id alone is read as one of this domain. */
function impliesDomain({ domain, method }: FigureSpec): boolean {
  return cards.find(({ id }) => methodIds[id]?.includes(method))?.id === domain;
}

function settings({ set }: FigureSpec): string {
  return Object.entries(set)
    .map(([name, value]) => `${name}=${formatParam(value)}`)
    .join(' ');
}
