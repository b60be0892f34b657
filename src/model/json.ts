// Small checks for JSON that others wrote: every refusal says where, what was expected and what was found.
import { wholeOf, type ByteSource } from '../core/byte-source.ts';
import { repeatedKey } from '../core/json-keys.ts';
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

/** The value as true or false. Throws an ExpectedError. */
export function asFlag(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpectedError(where, `${where} must be true or false, got ${quote(value)}`);
}

/** Parses UTF-8 JSON. Throws an ExpectedError naming the file, also where a web page came instead. */
export function parseJson(bytes: ArrayBuffer | ByteSource, file: string): unknown {
  const text = utf8Text(wholeOf(bytes), file);
  if (/^\s*</.test(text)) {
    throw new ExpectedError(
      file,
      `${file} is a web page, not JSON: the address does not lead to a model folder`,
    );
  }
  if (depthOf(text) > DEEPEST) {
    throw new ExpectedError(file, `${file} nests more than ${DEEPEST} lists and objects`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ExpectedError(file, `${file} is not JSON: ${(error as Error).message}`);
  }
  const twice = repeatedKey(text);
  if (twice === null) return value;
  throw new ExpectedError(file, `${file} has ${quote(twice)} twice in one object`);
}

/** Throws an ExpectedError for bytes of another encoding: they would silently be other text. */
function utf8Text(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ExpectedError(what, `${what} is not UTF-8 text`);
  }
}

/** Far more than any file of a model has, and few enough for functions that call themselves. */
const DEEPEST = 100;

/** How deep lists and objects lie in one another. */
function depthOf(json: string): number {
  let [depth, deepest, within] = [0, 0, false];
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (within) {
      if (character === '\\') i++;
      else if (character === '"') within = false;
    } else if (character === '"') within = true;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return deepest;
}

/** A value for a message: JSON, shortened. */
export function quote(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
