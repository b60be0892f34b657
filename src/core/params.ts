// A parameter is declared once; controls, links, validation, command line, docs and the property
// tests all walk the same table.
import { nearestName } from './nearest.ts';
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

/** What a parameter accepts, in words that continue "must be": "a whole number from 1 to 64". */
export function expectationOf(param: Param): string {
  switch (param.kind) {
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${param.options.map((option) => option.value).join(', ')}`;
    case 'integer':
      return `a whole number from ${param.min} to ${param.max}`;
    case 'number':
      return `a number from ${param.min} to ${param.max}`;
  }
}

/** Checks one value; the message says what was wrong and what would be right. */
export function checkParam(name: string, param: Param, value: unknown): Result<ParamValue> {
  if (!isOfKind(param, value)) {
    return fail(name, `${name} must be ${expectationOf(param)}, got ${quote(value)}`);
  }
  if (typeof value === 'number' && 'min' in param && (value < param.min || value > param.max)) {
    return fail(name, `${name} must be from ${param.min} to ${param.max}, got ${value}`);
  }
  return succeed(value === 0 ? 0 : value); // −0 would not survive text
}

function isOfKind(param: Param, value: unknown): value is ParamValue {
  switch (param.kind) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return param.options.some((option) => option.value === value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
  }
}

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** Reads a value from the text of a link or a command line, then checks it. */
export function parseParam(name: string, param: Param, text: string): Result<ParamValue> {
  switch (param.kind) {
    case 'boolean':
      if (text === 'true' || text === '1') return succeed(true);
      if (text === 'false' || text === '0') return succeed(false);
      return checkParam(name, param, text);
    case 'choice':
      return checkParam(name, param, text);
    case 'integer':
    case 'number':
      return checkParam(name, param, DECIMAL.test(text) ? Number(text) : text);
  }
}

/** The text that `parseParam` reads back as the same value. */
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
      const param = paramOf(table, name);
      if (!param) return fail(name, unknownParam(table, name));
      const checked = checkParam(name, param, value);
      if (!checked.ok) return checked;
      values[name] = checked.value;
    }
  }
  return succeed(values as ParamValues<T>);
}

/** A table's own parameter; undefined for unknown names and for those that every object inherits. */
export function paramOf(table: ParamTable, name: string): Param | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The message about a name that the table does not have, with the nearest that it has. */
export function unknownParam(table: ParamTable, name: string): string {
  const names = Object.keys(table);
  const nearest = nearestName(name, names);
  const hint = nearest === null ? '' : `did you mean “${nearest}”? `;
  return `there is no parameter ${quote(name)}; ${hint}there are ${names.join(', ') || 'none'}`;
}

/** Whether the control of a parameter applies under the current values. */
export function isActive(param: Param, values: ParamRecord): boolean {
  if (!param.when) return true;
  const value = values[param.when.param];
  return value !== undefined && param.when.is.includes(value);
}

/**
 * The nearest value that a slider can stand on, for `atBudget` and controls: a whole number of steps
 * above `min`, or `max` itself. NaN gives the default.
 */
export function clampParam(param: IntegerParam | NumberParam, value: number): number {
  const { min, max, step = 1 } = param;
  if (Number.isNaN(value)) return param.default;
  if (value <= min) return min;
  if (value >= max) return max;
  const onStep = min + Math.round((value - min) / step) * step;
  // Beyond the last step only `max` itself is left; it may lie nearer than the step below.
  if (onStep > max || max - value < Math.abs(value - onStep)) return max;
  // Steps like 0.05 leave dust in the last binary digits.
  return Math.min(max, Number(onStep.toPrecision(12)));
}

/** A value for a message: strings in quotes, shortened where long. */
export function quote(value: unknown): string {
  if (typeof value === 'string') {
    return `“${value.length > 40 ? `${value.slice(0, 39)}…` : value}”`;
  }
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}
