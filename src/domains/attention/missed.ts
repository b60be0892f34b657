// Why a head keeps more or less than a budget asks for.
import { whole } from '../../methods/_shared/words.ts';
import type { ParamRecord } from '../../core/params.ts';
import type { Miss } from '../contract.ts';

/** Up to so many blocks a text is short: what is kept whole weighs much. */
const FEW = 16;

/** null where the text is long enough; what a setting keeps differs from head to head in any case. */
export function whyMissed(
  { asked, reached }: Miss,
  n: number,
  { block }: ParamRecord,
): string | null {
  const blocks = typeof block === 'number' ? Math.ceil(n / block) : Infinity;
  return reached < asked && blocks <= FEW
    ? `the text is short, ${whole(n)} tokens are ${whole(blocks)} blocks of ${block}, and blocks that always stay weigh much`
    : null;
}
