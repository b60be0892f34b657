// What the controls are given and what they hand back. A control never keeps a value of its own: it
// shows the one in force and asks for another.
import type { Param, ParamRecord, ParamTable, ParamValue } from '../core/params.ts';

export interface ControlProps<P extends Param = Param> {
  /** Name in the parameter table; quoted in messages. */
  name: string;
  param: P;
  /** The value in force. */
  value: ParamValue;
  /** Set by hand rather than by the budget or a default. */
  set?: boolean;
  /** Called on every movement of a slider, so it must be cheap. */
  onset: (name: string, value: ParamValue) => void;
  /** Back to what the budget or the default gives. */
  onreset?: (name: string) => void;
  disabled?: boolean;
}

export interface ParamFormProps {
  table: ParamTable;
  /** The values in force. */
  values: ParamRecord;
  /** Those of them that were set by hand. */
  set: ParamRecord;
  onset: (name: string, value: ParamValue) => void;
  onreset: (name: string) => void;
  disabled?: boolean;
}

export interface BudgetSliderProps {
  /** Fraction kept, (0, 1]; null: the method's own defaults are in force. */
  budget: number | null;
  onbudget: (budget: number) => void;
  /** Back to the method's defaults. */
  onreset?: () => void;
  /** What the budget is a fraction of, in a sentence. */
  help?: string;
  /** What becomes of that fraction; `kept` unless told. */
  kept?: string;
  /** What is in force where the budget is null; `method’s defaults` unless told. */
  unset?: string;
  min?: number;
  max?: number;
  disabled?: boolean;
}

export interface SegmentedOption<T extends string> {
  readonly value: T;
  readonly label: string;
  /** Longer text for the accessible name. */
  readonly title?: string;
}

export interface SegmentedProps<T extends string> {
  /** Accessible name of the group. */
  label: string;
  options: readonly SegmentedOption<T>[];
  value: T;
  onchange: (value: T) => void;
  disabled?: boolean;
}
