// The budget in the three units that people ask in. What is set and what links keep is the share of all that a
// step has seen.
import { shareOfSeen, tokensOfSeen, type SeenSizes } from '../../core/seen.ts';

export type Unit = 'seen' | 'tokens' | 'prompt';

/** What stands behind the number. */
export const UNIT_WORDS: Readonly<Record<Unit, string>> = {
  seen: '% of all seen',
  tokens: 'tokens',
  prompt: '% of the prompt',
};

/** A budget in a unit: percents, or tokens. */
export function inUnit(budget: number, unit: Unit, sizes: SeenSizes): number {
  if (unit === 'seen') return Number((budget * 100).toFixed(1));
  const tokens = tokensOfSeen(budget, sizes);
  return unit === 'tokens' ? tokens : Number(((tokens / sizes.prompt) * 100).toFixed(1));
}

/** The budget that a typed number asks for, or what would be right. */
export function fromUnit(
  typed: string,
  unit: Unit,
  sizes: SeenSizes,
): { readonly budget: number } | { readonly message: string } {
  const { n, prompt } = sizes;
  const value = Number(typed.replace(/[\s%]/g, '') || NaN);
  const most = unit === 'seen' ? 100 : unit === 'tokens' ? n : Math.floor((n / prompt) * 100);
  const least = unit === 'seen' ? 1 : unit === 'tokens' ? 1 : 100 / prompt;
  if (!(value >= least && value <= most)) {
    const from = Number(least.toFixed(1));
    return { message: `a number from ${from} to ${most}, got “${typed}”` };
  }
  const share =
    unit === 'seen'
      ? value / 100
      : shareOfSeen(Math.round(unit === 'tokens' ? value : (value / 100) * prompt), sizes);
  // As many digits as tell one token from the next, and links stay short.
  return { budget: Math.min(1, Math.max(0.001, Number(share.toPrecision(5)))) };
}
