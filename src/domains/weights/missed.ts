// Why a matrix loses more or less than was asked for.
import { rowOf } from '../../core/tensor.ts';
import { percent, whole } from '../../methods/_shared/words.ts';
import type { WeightSelection } from '../../methods/weights.ts';
import type { Miss } from '../contract.ts';

/** null where neither pieces nor ties explain it. */
export function whyMissed(miss: Miss, selection: WeightSelection): string | null {
  const { contest, mask } = selection;
  switch (contest.among) {
    case 'units':
      return 'heads and channels go as a whole';
    case 'tiles':
      return `tiles of ${contest.rows} × ${contest.cols} weights go as a whole`;
    case 'group':
      return `of every ${contest.size} neighbours a whole number stays`;
    default: {
      const rivals = contest.among === 'row' ? mask.cols : mask.rows * mask.cols;
      return tied(miss, selection) ?? coarse(rivals);
    }
  }
}

/** Equals of the weight at the cut, where the rule takes all of them. */
function tied({ asked, reached }: Miss, { mask, contest, scores }: WeightSelection): string | null {
  if (reached < asked || !scores) return null;
  const all = scores();
  const pools = contest.among === 'row' ? mask.rows : 1;
  const cuts = new Float64Array(pools).fill(-Infinity);
  const equals = new Float64Array(pools);
  for (let i = 0; i < mask.rows; i++) {
    const pool = pools === 1 ? 0 : i;
    for (const [j, score] of rowOf(all, i).entries()) {
      if (mask.has(i, j) || score < cuts[pool]!) continue;
      equals[pool] = score === cuts[pool] ? equals[pool]! + 1 : 1;
      cuts[pool] = score;
    }
  }
  const ties = equals.reduce((sum, each) => sum + (each > 1 ? each : 0), 0);
  if (ties < (reached - asked) * mask.rows * mask.cols) return null;
  const what = cuts.every((cut) => cut === 0) ? 'score 0' : 'tie at the cut';
  return `${whole(ties)} weights ${what}, and the rule drops equals together`;
}

/** Few rivals make large steps. */
function coarse(rivals: number): string | null {
  return rivals < 50
    ? `among ${rivals} weights the sparsity moves in steps of ${percent(1 / rivals)}`
    : null;
}
