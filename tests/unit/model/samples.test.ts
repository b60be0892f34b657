// Links name built-in texts, so what they say must stay: a text never changes, and a new one is a new file.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refusalOf, SAMPLES } from '../../../src/model/samples.ts';

const folder = join(import.meta.dirname, '../../../src/model/samples');

/** SHA-256 of every built-in text. Lines may be added here, none may change. */
const FROZEN: Readonly<Record<string, string>> = {
  code: '3c694eaf24dc580b4e123527e9dbaf6e63c103407f3cd8e152c479855194a0f6',
  docs: 'c75f8755ba504ac65bd69cbb5adb582d0105c155aa870729edb3b15d30848a50',
};

test.for(Object.entries(FROZEN))('the text %s is what it was when it was first linked', (entry) => {
  const [id, sha256] = entry;
  const bytes = readFileSync(join(folder, `${id}.txt`));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
});

test('the table lists every frozen text once, and each is a file', () => {
  const ids = SAMPLES.map(({ id }) => id);
  expect(ids).toEqual(Object.keys(FROZEN));
  expect(readdirSync(folder).sort()).toEqual(ids.map((id) => `${id}.txt`).sort());
});

test('other ids are refused, naming those that exist', () => {
  expect(refusalOf('docs')).toBeNull();
  expect(refusalOf('toString')).toBe('there is no built-in text “toString”; there are code, docs');
});
