// What the element knows of domains and methods before anything of them is loaded.

/** Of each domain its methods, each with how many parameters it has: fetched where only that tells. */
export type MethodTable = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Of a domain's usual map: 0 is a causal triangle, 1 a full square; else a full one whose height over width
 * is not 1 for some values of a parameter.
 */
export type BakedShape = 0 | 1 | readonly [param: string, Readonly<Record<string, number>>];

/** Put in by the build: nothing that grows with the number of methods. By domain. */
export interface Baked {
  /** The figure on all pictures of a domain. */
  readonly attributes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly shapes: Readonly<Record<string, BakedShape>>;
  /** Whether pictures are the whole figure as SVG, not only its map. */
  readonly vector: boolean;
  /** The usual method. */
  readonly usual: MethodTable;
}
