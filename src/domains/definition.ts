// What a number on the page says of itself, in any domain.

export interface Definition<Unit extends string = string> {
  /** Short, for a tile or a column head. */
  readonly label: string;
  /** One sentence that a newcomer understands. */
  readonly sentence: string;
  /** What the number is divided by; null where it is a plain count. */
  readonly denominator: string | null;
  readonly unit: Unit;
  /** Which way is better at an otherwise equal figure; null where neither is. */
  readonly better: 'higher' | 'lower' | null;
}
