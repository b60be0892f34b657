// Where a value sits on a slider, linear or logarithmic. Sliders run over whole positions 0 … STEPS,
// so that arrow keys always move by something visible.
import { clampParam, type IntegerParam, type NumberParam } from '../core/params.ts';

type NumericParam = IntegerParam | NumberParam;

export const STEPS = 1000;

/** A log scale needs positive ends; where the range starts at 0 it starts at one step instead. */
function floorOf(param: NumericParam): number {
  return param.min > 0 ? param.min : (param.step ?? 1);
}

export function isLog(param: NumericParam): boolean {
  return param.scale === 'log' && param.max > floorOf(param);
}

/** Position 0 … STEPS of a value. */
export function positionOf(param: NumericParam, value: number): number {
  if (param.max <= param.min) return 0;
  if (!isLog(param)) return ((value - param.min) / (param.max - param.min)) * STEPS;
  const low = floorOf(param);
  if (value < low) return 0;
  return (Math.log(value / low) / Math.log(param.max / low)) * STEPS;
}

/** The valid value at a position; the far left of a log scale that starts at 0 is 0. */
export function valueAt(param: NumericParam, position: number): number {
  const t = Math.min(1, Math.max(0, position / STEPS));
  if (!isLog(param)) return clampParam(param, param.min + t * (param.max - param.min));
  if (position <= 0) return param.min;
  const low = floorOf(param);
  return clampParam(param, low * (param.max / low) ** t);
}

/** One keyboard step: the next valid value, or a hundredth of the slider where steps are finer. */
export function stepped(
  param: NumericParam,
  value: number,
  direction: 1 | -1,
  big: boolean,
): number {
  const step = param.step ?? 1;
  const near = clampParam(param, value + direction * step * (big ? 10 : 1));
  const far = valueAt(param, positionOf(param, value) + direction * STEPS * (big ? 0.1 : 0.01));
  return Math.abs(far - value) > Math.abs(near - value) ? far : near;
}
