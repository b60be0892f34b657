// What `run` is asked for, checked as far as it can be without a method.

export interface RunOptions {
  readonly method: string;
  readonly input: string;
  /** name=value, as typed. */
  readonly set: readonly string[];
  readonly budget: number | null;
  readonly out: string | null;
  /** One line instead of indented JSON. */
  readonly compact: boolean;
}
