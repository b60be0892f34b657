// What the element on other pages is told of domains and methods before anything of them is loaded.
import { kindOf, usualOf, type Card } from '../../src/core/card.ts';
import type { CatalogueEntry } from '../../src/core/method.ts';
import { textName } from '../../src/core/spec-parts.ts';
import type { Baked, BakedShape, Table } from '../../src/embed/tables.ts';

type Counted = Pick<CatalogueEntry, 'id' | 'domain' | 'params'>;

/**
 * Built into the element, and so nothing that grows with the number of methods: the shape of each domain's maps,
 * and the usual figure of the first. `vector`: pictures of methods are the whole figure, not only its map.
 */
export function bakedIn(
  cards: readonly Card[],
  methods: readonly Counted[],
  vector: boolean,
): Baked {
  const [first] = cards;
  const usual = methods.filter(({ domain, id }) => domain === first!.id && isUsual(first!, id));
  const shapes = Object.fromEntries(cards.map((card) => [card.id, shapeOf(card)]));
  return { shapes, vector, start: { ...embedTable([first!], usual), places: placesOf(cards) } };
}

/** Fetched where the first domain's usual figure is not the one that is asked for. */
export function embedTable(cards: readonly Card[], methods: readonly Counted[]): Table {
  const countsOf = (card: Card): Readonly<Record<string, number>> =>
    Object.fromEntries(
      methods
        .filter(({ domain }) => domain === card.id)
        .sort((a, b) => Number(isUsual(card, b.id)) - Number(isUsual(card, a.id)))
        .map(({ id, params }) => [id, Object.keys(params).length]),
    );
  return {
    attributes: Object.fromEntries(cards.map((card) => [card.id, attributesOf(card)])),
    methods: Object.fromEntries(cards.map((card) => [card.id, countsOf(card)])),
    places: placesOf(cards),
  };
}

/** Places that several cards have tell none of them. */
function placesOf(cards: readonly Card[]): Table['places'] {
  const of = cards.flatMap((card) =>
    Object.keys(usualOf(card).subject).map((name) => [name, card.id] as const),
  );
  return Object.fromEntries(
    of.filter(([name], _, all) => all.filter((each) => each[0] === name).length === 1),
  );
}

function isUsual(card: Card, method: string): boolean {
  return usualOf(card).method === method;
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
