// A parameter is declared once; controls, links, validation, command line, docs and the property
// tests all walk the same table.
import { fail, succeed, type Result } from './result.ts';

interface Common {
  readonly label: string;
  /** One sentence: what it does and in which direction. */
  readonly help: string;
  /** Shown only while another parameter has one of these values. */
  readonly when?: { readonly param: string; readonly is: readonly ParamValue[] };
}

export interface IntegerParam extends Common {
  readonly kind: 'integer';
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly default: number;
  /** e.g. 'tokens', 'blocks', 'heads'. */
  readonly unit?: string;
  /** Sliders over several powers of two are easier to use on a log scale. */
  readonly scale?: 'linear' | 'log';
}

export interface NumberParam extends Common {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly default: number;
  readonly unit?: string;
  readonly scale?: 'linear' | 'log';
}

export interface ChoiceParam<T extends string = string> extends Common {
  readonly kind: 'choice';
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly default: NoInfer<T>;
}

export interface BooleanParam extends Common {
  readonly kind: 'boolean';
  readonly default: boolean;
}

export type Param = IntegerParam | NumberParam | ChoiceParam | BooleanParam;
export type ParamTable = Readonly<Record<string, Param>>;
export type ParamValue = number | string | boolean;
export type ParamRecord = Readonly<Record<string, ParamValue>>;

type ValueOf<P extends Param> = P extends IntegerParam | NumberParam
  ? number
  : P extends BooleanParam
    ? boolean
    : P extends ChoiceParam
      ? P['options'][number]['value']
      : never;

/** The record of values that a table asks for, option names checked. */
export type ParamValues<T extends ParamTable> = { readonly [K in keyof T]: ValueOf<T[K]> };

export function defaultsOf<T extends ParamTable>(table: T): ParamValues<T> {
  return Object.fromEntries(
    Object.entries(table).map(([name, param]) => [name, param.default]),
  ) as ParamValues<T>;
}

/** Checks one value; the message says what was wrong and what would be right. */
export function checkParam(name: string, param: Param, value: unknown): Result<ParamValue> {
  switch (param.kind) {
    case 'boolean':
      return typeof value === 'boolean'
        ? succeed(value)
        : fail(name, `${name} must be true or false, got ${quote(value)}`);
    case 'choice': {
      const options = param.options.map((option) => option.value);
      return typeof value === 'string' && options.includes(value)
        ? succeed(value)
        : fail(name, `${name} must be one of ${options.join(', ')}, got ${quote(value)}`);
    }
    case 'integer':
    case 'number': {
      const whole = param.kind === 'integer';
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        return fail(name, `${name} must be a ${whole ? 'whole ' : ''}number, got ${quote(value)}`);
      }
      if (whole && !Number.isInteger(value)) {
        return fail(name, `${name} must be a whole number, got ${value}`);
      }
      if (value < param.min || value > param.max) {
        return fail(name, `${name} must be from ${param.min} to ${param.max}, got ${value}`);
      }
      return succeed(value);
    }
  }
}

/** Reads a value from the text of a link or a command line, then checks it. */
export function parseParam(name: string, param: Param, text: string): Result<ParamValue> {
  switch (param.kind) {
    case 'boolean':
      if (text === 'true' || text === '1') return succeed(true);
      if (text === 'false' || text === '0') return succeed(false);
      return fail(name, `${name} must be true or false, got ${quote(text)}`);
    case 'choice':
      return checkParam(name, param, text);
    default:
      return text.trim() === ''
        ? fail(name, `${name} needs a number, got nothing`)
        : checkParam(name, param, Number.isNaN(Number(text)) ? text : Number(text));
  }
}

export function formatParam(value: ParamValue): string {
  return String(value);
}

/** Defaults, then `layers` from left to right; every value checked, unknown names refused. */
export function resolveParams<T extends ParamTable>(
  table: T,
  ...layers: readonly Partial<ParamRecord>[]
): Result<ParamValues<T>> {
  const values: Record<string, ParamValue> = { ...defaultsOf(table) };
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer)) {
      if (value === undefined) continue;
      const param = table[name];
      if (!param) {
        return fail(
          name,
          `there is no parameter ${quote(name)}; there are ${Object.keys(table).join(', ') || 'none'}`,
        );
      }
      const checked = checkParam(name, param, value);
      if (!checked.ok) return checked;
      values[name] = checked.value;
    }
  }
  return succeed(values as ParamValues<T>);
}

/** Whether the control of a parameter applies under the current values. */
export function isActive(param: Param, values: ParamRecord): boolean {
  if (!param.when) return true;
  const value = values[param.when.param];
  return value !== undefined && param.when.is.includes(value);
}

/** The nearest valid value: clamped to the range and snapped to the step, for `atBudget` and sliders. */
export function clampParam(param: IntegerParam | NumberParam, value: number): number {
  const step = param.step ?? 1;
  const snapped = param.min + Math.round((value - param.min) / step) * step;
  const clamped = Math.min(param.max, Math.max(param.min, snapped));
  // Steps like 0.05 leave dust in the last binary digits.
  return Number(clamped.toPrecision(12));
}

function quote(value: unknown): string {
  return typeof value === 'string' ? `“${value}”` : String(value);
}
