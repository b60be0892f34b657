// The hash of a tree: whatever a build or a bake is made from must move it, and nothing else.
import { expect, test } from 'vitest';
import { hashFiles } from '../../../tools/lib/tree.ts';
import { scratch, write } from './scratch.ts';

const FILES = { 'a/one.txt': 'one', 'a/deep/two.txt': 'two', 'three.txt': 'three' };
const PATHS = ['a', 'three.txt'];

test('equal trees have one hash, wherever they lie and whatever lies beside', () => {
  const hash = hashFiles(scratch(FILES), PATHS);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(hashFiles(scratch({ ...FILES, 'beside.txt': 'x' }), PATHS)).toBe(hash);
  expect(hashFiles(scratch(FILES), [...PATHS, 'nowhere'])).toBe(hash);
});

test.each([
  ['contents', { 'a/deep/two.txt': 'Two' }],
  ['a further file', { 'a/four.txt': '' }],
  ['a single file', { 'three.txt': '' }],
])('%s move it', (_, change) => {
  const root = scratch(FILES);
  const hash = hashFiles(root, PATHS);
  write(root, change);
  expect(hashFiles(root, PATHS)).not.toBe(hash);
});

test('a file that changes its name or its end with the next one’s beginning moves it', () => {
  const hashes = [
    { 'a/x': '12', 'a/y': '3' },
    { 'a/x': '1', 'a/y': '23' },
    { 'a/x': '12', 'a/z': '3' },
  ].map((files) => hashFiles(scratch(files), ['a']));
  expect(new Set(hashes).size).toBe(3);
});
