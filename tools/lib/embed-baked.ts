// What the element on other pages is told of domains and methods before anything of them is loaded.
import { kindOf, usualOf, type Card } from '../../src/core/card.ts';
import type { CatalogueEntry } from '../../src/core/method.ts';
import { textName } from '../../src/core/spec-parts.ts';
import type { Baked, BakedShape, MethodTable } from '../../src/embed/tables.ts';

type Counted = Pick<CatalogueEntry, 'id' | 'domain' | 'params'>;

/**
 * Built into the element, and so nothing that grows with the number of methods: the usual figure of each
 * domain as attributes, which is on the pictures of all methods, the shape of its maps, and the method that
 * is usual there. `vector`: these pictures are the whole figure, not only its map.
 */
export function bakedIn(
  cards: readonly Card[],
  methods: readonly Counted[],
  vector: boolean,
): Baked {
  const byDomain = <V>(of: (card: Card) => V): Readonly<Record<string, V>> =>
    Object.fromEntries(cards.map((card) => [card.id, of(card)]));
  const usual = methods.filter((method) =>
    cards.some((card) => card.id === method.domain && usualOf(card).method === method.id),
  );
  return {
    attributes: byDomain(attributesOf),
    shapes: byDomain(shapeOf),
    vector,
    usual: methodTable(usual),
  };
}

/** By domain and id: how many parameters a method has. */
export function methodTable(methods: readonly Counted[]): MethodTable {
  const table: Record<string, Record<string, number>> = {};
  for (const { id, domain, params } of methods) {
    (table[domain] ??= {})[id] = Object.keys(params).length;
  }
  return table;
}

function attributesOf(card: Card): Readonly<Record<string, string>> {
  const { subject, budget, view, model, tokens, text } = usualOf(card);
  return {
    ...Object.fromEntries(Object.entries(subject).map(([name, value]) => [name, `${value}`])),
    ...{ subject: 'tale-needle', text: textName(text), tokens: String(tokens) },
    ...{ budget: String(budget), show: view.show, model },
  };
}

function shapeOf(card: Card): BakedShape {
  const { causal = false, aspects } = kindOf(card, usualOf(card));
  return causal ? 0 : aspects ? [aspects.param, aspects.values] : 1;
}
