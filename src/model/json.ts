// Small checks for JSON that others wrote: every refusal says where, what was expected and what was found.
import { wholeOf, type ByteSource } from '../core/byte-source.ts';
import { ExpectedError } from '../core/result.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; `where` is e.g. 'config.json: rope_parameters'. Throws an ExpectedError. */
export function asObject(value: unknown, where: string): JsonObject {
  if (isObject(value)) return value;
  throw new ExpectedError(where, `${where} must be an object, got ${quote(value)}`);
}

/** The value as a list. Throws an ExpectedError. */
export function asList(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ExpectedError(where, `${where} must be a list, got ${quote(value)}`);
}

/** Parses UTF-8 JSON. Throws an ExpectedError naming the file, also where a web page came instead. */
export function parseJson(bytes: ArrayBuffer | ByteSource, file: string): unknown {
  const text = new TextDecoder().decode(wholeOf(bytes));
  if (/^\s*</.test(text)) {
    throw new ExpectedError(
      file,
      `${file} is a web page, not JSON: the address does not lead to a model folder`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ExpectedError(file, `${file} is not JSON: ${(error as Error).message}`);
  }
}

/** A value for a message: JSON, shortened. */
export function quote(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
