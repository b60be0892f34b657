// Where an answer differs from the golden one, one sentence each. What is only in the new answer is no
// difference: a figure may say more than it did, but nothing else.
import type { Answer } from './cases.ts';

export function differences(got: Answer, expected: Answer): readonly string[] {
  return [
    ...compare('', got.values, expected.values),
    ...comparePictures(got.svg?.split('\n'), expected.svg?.split('\n')),
  ];
}

function compare(path: string, got: unknown, expected: unknown): string[] {
  if (Array.isArray(expected) && Array.isArray(got)) {
    const length = Math.max(got.length, expected.length);
    return Array.from({ length }, (_, i) => compare(`${path}[${i}]`, got[i], expected[i])).flat();
  }
  if (isRecord(expected) && isRecord(got)) {
    return Object.entries(expected).flatMap(([name, value]) =>
      compare(path === '' ? name : `${path}.${name}`, got[name], value),
    );
  }
  if (JSON.stringify(got) === JSON.stringify(expected)) return [];
  return [`${path}: got ${text(got)}, expected ${text(expected)}`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** The first line that differs: what follows mostly differs with it. */
function comparePictures(got: readonly string[] = [], expected: readonly string[] = []): string[] {
  const length = Math.max(got.length, expected.length);
  for (let i = 0; i < length; i++) {
    if (got[i] === expected[i]) continue;
    return [`line ${i + 1} of the SVG: got ${cut(got[i])}, expected ${cut(expected[i])}`];
  }
  return [];
}

function cut(line = 'nothing'): string {
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
