// What the element knows of domains and methods before anything of them is loaded.

/** What tells figures apart, by domain: fetched, but for what the first domain's usual figure needs. */
export interface Table {
  /** The figure on all pictures of a domain. */
  readonly attributes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Its methods, the usual one first, each with how many parameters it has. */
  readonly methods: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Parameters of places that only one domain has, and which that is. */
  readonly places: Readonly<Record<string, string>>;
}

/**
 * Of a domain's usual map: 0 is a causal triangle, 1 a full square; else a full one whose height over width
 * is not 1 for some values of a parameter.
 */
export type BakedShape = 0 | 1 | readonly [param: string, Readonly<Record<string, number>>];

/** Put in by the build: nothing that grows with the number of methods, and of a domain only its shape. */
export interface Baked {
  readonly shapes: Readonly<Record<string, BakedShape>>;
  /** Whether pictures are the whole figure as SVG, not only its map. */
  readonly vector: boolean;
  /** Of the first domain, with its usual method alone; places tell every domain. */
  readonly start: Table;
}
