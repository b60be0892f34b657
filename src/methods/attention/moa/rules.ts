// Elastic rules of MoA: how wide a head's window is at each length of text, and what that costs.
// Source: thu-nics/MoA, MoA/universal/elastic_block_sparse.py and MoA/attention/sparse_mask.py.

/** span(N) = α + β·N tokens. */
export interface Rule {
  readonly alpha: number;
  readonly beta: number;
}

/** Blocks of the window at a text of nb blocks, the own block among them; at least 1. */
export function bandOf({ alpha, beta }: Rule, nb: number, block: number): number {
  return Math.max(1, Math.floor(Math.floor(alpha / block) + beta * nb));
}

/** Blocks in the fullest row, block 0 included: what the cache of this head must hold. */
export function blocksHeld(band: number, nb: number): number {
  return Math.min(nb, band + 1);
}

/** β runs over eighths. */
const EIGHTHS = 8;

/**
 * Rules worth trying: α from −shortest to the longest profiled length in steps, 0 and one block, β in eighths, with a span
 * above 0 at the shortest length and within the text at the longest profiled and at the longest length.
 */
export function candidateRules(
  lengths: {
    readonly shortest: number;
    readonly longestProfiled: number;
    readonly longest: number;
  },
  alphaStep: number,
  block: number,
): Rule[] {
  const { shortest, longestProfiled, longest } = lengths;
  // A coarse step should leave something to choose from, down to a window of one block.
  const alphas = new Set([0, block]);
  for (let alpha = -shortest; alpha <= longestProfiled; alpha += alphaStep) alphas.add(alpha);
  const rules: Rule[] = [];
  for (let eighth = 0; eighth <= EIGHTHS; eighth++) {
    const beta = eighth / EIGHTHS;
    for (const alpha of [...alphas].sort((x, y) => x - y)) {
      const fits = (length: number) => alpha + beta * length <= length;
      if (fits(longestProfiled) && fits(longest) && alpha + beta * shortest > 0) {
        rules.push({ alpha, beta });
      }
    }
  }
  return rules;
}

/**
 * Influence that a window of 1, 2, … nb blocks leaves out: entry band − 1 sums the tiles (nb × nb,
 * row-major from `at`) with J ≥ 1 and I − J ≥ band. Block 0 is always kept.
 */
export function lossByBand(tiles: Float32Array, at: number, nb: number): Float64Array {
  const byOffset = new Float64Array(nb + 1);
  for (let I = 1; I < nb; I++) {
    for (let J = 1; J <= I; J++) byOffset[I - J]! += tiles[at + I * nb + J]!;
  }
  const losses = new Float64Array(nb);
  for (let band = nb - 1; band >= 1; band--) losses[band - 1] = losses[band]! + byOffset[band]!;
  return losses;
}
