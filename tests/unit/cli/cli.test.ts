// The command line as a person uses it: arguments in, standard output, one line of error, exit code.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogueEntry } from '../../../src/core/method.ts';
import { readNpz, writeNpz } from '../../../src/core/npy.ts';
import { createRandom } from '../../../src/core/random.ts';
import { atlas, refused } from './support.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'atlas-cli-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function tensors(
  name: string,
  shape: readonly number[],
  change: (arrays: Record<string, Float32Array>) => void = () => undefined,
): string {
  const random = createRandom(3);
  const size = shape.reduce((a, b) => a * b, 1);
  const arrays = Object.fromEntries(
    ['q', 'k', 'v'].map((tensor) => [tensor, Float32Array.from({ length: size }, random.normal)]),
  );
  change(arrays);
  const path = join(folder, name);
  const files = Object.entries(arrays).map(([tensor, values]) => [
    tensor,
    { shape: [...shape], dtype: 'f4', bytes: new Uint8Array(values.buffer) },
  ]);
  writeFileSync(path, writeNpz(Object.fromEntries(files) as Parameters<typeof writeNpz>[0]));
  return path;
}

describe('run', () => {
  test('writes the mask of a window and counts its pairs', async () => {
    const out = join(folder, 'window.npz');
    const input = tensors('one.npz', [16, 8]);
    const reply = await atlas('run', 'window', '--input', input, '--set', 'window=4', '--out', out);
    expect(reply).toMatchObject({ code: 0, err: '' });
    // 4·5/2 pairs in the first four rows, then 12 rows of 4.
    expect(JSON.parse(reply.out)).toMatchObject({
      method: 'window',
      params: { window: 4 },
      heads: [{ head: 0, metrics: { keptPairs: 58, causalPairs: 136 } }],
    });
    const mask = readNpz(readFileSync(out)).get('mask');
    expect(mask?.shape).toEqual([16, 16]);
    expect(mask?.dtype).toBe('u1');
    const kept = (i: number, j: number) => mask?.bytes[i * 16 + j];
    expect([kept(10, 6), kept(10, 7), kept(10, 10), kept(10, 11)]).toEqual([0, 1, 1, 0]);
  });

  test('keeps the axis of heads, and --json is one line', async () => {
    const out = join(folder, 'heads.npz');
    const input = tensors('three.npz', [3, 16, 8]);
    const reply = await atlas('run', 'dense', '--input', input, '--out', out, '--json');
    expect(reply.out).not.toContain('\n');
    const { heads } = JSON.parse(reply.out) as { heads: { metrics: { recall: number } }[] };
    expect(heads).toHaveLength(3);
    for (const head of heads) expect(head.metrics.recall).toBeCloseTo(1, 5);
    expect(readNpz(readFileSync(out)).get('mask')?.shape).toEqual([3, 16, 16]);
  });

  test('the budget is the method’s to translate', async () => {
    const input = tensors('budget.npz', [64, 8]);
    const reply = await atlas('run', 'window', '--input', input, '--budget', '0.25');
    const { heads } = JSON.parse(reply.out) as { heads: { metrics: { sparsity: number } }[] };
    expect(heads[0]?.metrics.sparsity).toBeGreaterThan(0.7);
    expect(heads[0]?.metrics.sparsity).toBeLessThan(0.8);
  });
});

describe('bad input ends with exit code 2 and one line', () => {
  test('commands, methods and parameters', async () => {
    const input = tensors('fine.npz', [16, 8]);
    await refused('there is no command “walk”', 'walk');
    await refused('did you mean “window”?', 'run', 'windw', '--input', input);
    await refused('did you mean “window”?', 'run', 'window', '--input', input, '--set', 'windw=3');
    await refused('window must be from', 'run', 'window', '--input', input, '--set', 'window=-1');
    await refused('needs name=value', 'run', 'window', '--input', input, '--set', 'window');
    await refused('above 0 and at most 1', 'run', 'window', '--input', input, '--budget', '2');
    await refused('--input', 'run', 'window');
    await refused('--speed', 'run', 'window', '--speed', '9');
    await refused('the name of a method', 'describe');
  });

  test('files and tensors', async () => {
    await refused('cannot read', 'run', 'dense', '--input', join(folder, 'absent.npz'));
    await refused('must end in', 'run', 'dense', '--input', 'tensors.pt');
    const noKeys = tensors('nokeys.npz', [16, 8], (arrays) => delete arrays['k']);
    await refused('the tensor k is missing', 'run', 'dense', '--input', noKeys);
    const flat = tensors('flat.npz', [16]);
    await refused('found [16]', 'run', 'dense', '--input', flat);
    const nan = tensors('nan.npz', [2, 16, 8], (arrays) => {
      arrays['v']?.set([NaN], 16 * 8 + 3 * 8 + 5);
    });
    await refused('v holds NaN at index [1, 3, 5]', 'run', 'dense', '--input', nan);
  });
});

test('list and describe tell what there is', async () => {
  const list = await atlas('list');
  expect(list.out).toMatch(/^attention:\n[^]*minference[^]*\nweights:\n[^]*wanda/);
  const text = await atlas('describe', 'window');
  expect(text.code).toBe(0);
  expect(text.out).toContain('window = ');
  expect(text.out).toContain('--set name=value');
  // Nothing was published that a window could be compared with.
  expect(text.out).not.toMatch(/published code|authors/);
});

test('describe tells what published code a method was compared with', async () => {
  const { out } = await atlas('describe', 'hip-attention');
  expect(out).toMatch(/\n\nEqual to the authors’ code in \d+ of \d+ cases of the tests\.\n/);
  expect(out).toMatch(/\n {2}DeepAuto-AI\/hip-attention at [0-9a-f]{7}, \d+ cases\n/);
  expect(out).toMatch(/\n {2}In 1 case [\d,]+ of [\d,]+ pairs differ\. .+\n\nParameters/);
  expect((await atlas('describe', 'moa')).out).toContain('\n\nNo published code was compared.\n');
  const json = JSON.parse((await atlas('describe', 'wanda', '--json')).out) as CatalogueEntry;
  expect(json.checked).toMatchObject({ sources: [{ repository: 'locuslab/wanda' }] });
});
