// A command of the command line.

export interface Command {
  /** How it is called, and its options; the first line starts with the program's name. */
  readonly usage: string | (() => Promise<string>);
  /** Returns what to print. Throws an ExpectedError for bad input. */
  run(args: readonly string[]): string | Promise<string>;
}

/** By name. */
export type Commands = Readonly<Record<string, Command>>;
