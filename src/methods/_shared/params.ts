// Parameters that many methods have in common. Ranges are wide enough for the published values and for
// worked examples of eight tokens; defaults suit texts of up to 1,024 tokens.
import type { IntegerParam, NumberParam } from '../../core/params.ts';

/** Longest span in tokens that a slider offers. */
export const LONGEST = 16384;

/** A number of tokens, on a log scale where it may reach across the whole text. */
export function tokens(
  label: string,
  preset: number,
  help: string,
  range: { min?: number; max?: number } = {},
): IntegerParam {
  const { min = 1, max = LONGEST } = range;
  const scale = max > 256 ? 'log' : 'linear';
  return { kind: 'integer', label, help, min, max, default: preset, unit: 'tokens', scale };
}

/** A number of blocks. */
export function blocks(
  label: string,
  preset: number,
  help: string,
  range: { min?: number; max?: number } = {},
): IntegerParam {
  const { min = 1, max = 1024 } = range;
  const scale = max > 256 ? 'log' : 'linear';
  return { kind: 'integer', label, help, min, max, default: preset, unit: 'blocks', scale };
}

/** Side of a block. */
export function blockSize(preset = 16): IntegerParam {
  return {
    kind: 'integer',
    label: 'Block size',
    help: 'Tokens on each side of a block; larger blocks are cheaper to choose and coarser.',
    min: 1,
    max: 256,
    default: preset,
    unit: 'tokens',
    scale: 'log',
  };
}

/** A share from 0 to 1 (or a narrower range). */
export function share(
  label: string,
  preset: number,
  help: string,
  range: { min?: number; max?: number; step?: number } = {},
): NumberParam {
  const { min = 0, max = 1, step = 0.01 } = range;
  return { kind: 'number', label, help, min, max, step, default: preset };
}

/** The same parameter, shown only while `param` has one of the values `is`. */
export function when<P extends IntegerParam | NumberParam>(
  param: string,
  is: readonly (string | boolean)[],
  shown: P,
): P {
  return { ...shown, when: { param, is } };
}
