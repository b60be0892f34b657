// Expected failures travel as values: an error thrown in a worker loses its extra fields on the way.

/** What went wrong, where (a parameter, a tensor, a part of a link), in words for the person. */
export interface Failure {
  readonly ok: false;
  readonly field: string;
  readonly message: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

export function succeed<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(field: string, message: string): Failure {
  return { ok: false, field, message };
}

/** An expected failure raised deep inside; the outermost layer turns it into a `Failure`. */
export class ExpectedError extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.name = 'ExpectedError';
    this.field = field;
  }
}

/** Raised when the work was cancelled by whoever asked for it. */
export class CancelledError extends Error {
  constructor() {
    super('cancelled');
    this.name = 'CancelledError';
  }
}

/** A result's value; its failure as an ExpectedError. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ExpectedError(result.field, result.message);
}
