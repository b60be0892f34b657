// Options and settings as people mistype them: one line that says what is wrong, and nothing wins silently.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeNpz } from '../../../src/core/npy.ts';
import { atlas, refused } from './support.ts';

let folder: string;
let input: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atlas-arguments-'));
  input = join(folder, 'input.npz');
  const one = { shape: [4, 2], dtype: 'f4', bytes: new Uint8Array(32) };
  writeFileSync(input, writeNpz({ q: one, k: one, v: one, w: one }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What every object inherits, and so no table of names may be asked for without care. */
const INHERITED = [
  ...Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__'),
  ...['__proto__', 'prototype', 'length', 'name', 'then'],
];

describe.each(INHERITED)('%s', (name) => {
  const out = (): string => join(folder, 'never.svg');

  test('is no parameter of run and of prune', async () => {
    const what = `the method has no parameter “${name}”; it has window`;
    await refused(what, 'run', 'window', '--input', input, '--set', `${name}=1`);
    const model = ['--model', 'public/models/atlas-3m', '--out', join(folder, 'never')];
    const none = `the method has no parameter “${name}”`;
    await refused(none, 'prune', 'magnitude', ...model, '--set', `${name}=1`);
  });

  test('is no parameter, part or place of a figure, as a link and as JSON', async () => {
    const figures = [
      `m=window&p.${name}=1`,
      `m=window&${name}=1`,
      `m=${name}`,
      `m=window&d=${name}`,
      `m=window&show=${name}`,
      `m=window&stage=${name}`,
      `m=window&vs=${name}`,
      `m=window&t=sample.${name}`,
      `m=wanda&matrix=${name}`,
      `{"method":"window","set":{"${name}":1}}`,
      `{"method":"window","subject":{"${name}":1}}`,
      `{"method":"window","view":{"${name}":1}}`,
      `{"method":"window","${name}":1}`,
      `{"method":"${name}"}`,
      `{"method":"window","text":{"kind":"${name}"}}`,
    ];
    for (const figure of figures) await refused(name, 'render', figure, '--out', out());
  });

  test('is no command, method, option or topic of help', async () => {
    await refused(`there is no command “${name}”`, name);
    await refused(`there is no command “${name}”`, 'help', name);
    await refused(`there is no method “${name}”`, 'run', name, '--input', input);
    await refused(`there is no method “attention/${name}”`, 'describe', `attention/${name}`);
    await refused(`there is no option “--${name}”`, 'run', 'window', `--${name}`, 'x');
  });
});

describe('what is given twice', () => {
  const run = ['run', 'window', '--input'];

  test.each([
    ['--input', '--input', '--input is given twice'],
    ['--budget=0.5', '--budget=0.5', '--budget is given twice'],
    ['-o', '--out', '--out is given twice'],
    ['--json', '--json', '--json is given twice'],
  ])('%s and %s', async (first, second, message) => {
    const words = [first, second].flatMap((option) =>
      option.includes('=') || option === '--json' ? [option] : [option, join(folder, 'o.npz')],
    );
    await refused(message, 'run', 'window', ...words);
  });

  test('a setting, whether alike or not', async () => {
    for (const value of ['2', '3']) {
      const sets = ['--set', 'window=2', '--set', `window=${value}`];
      await refused('window is set twice; only one can count', ...run, input, ...sets);
    }
  });

  test('a part of a figure, in a link and in JSON', async () => {
    const out = ['--out', join(folder, 'never.svg')];
    await refused('“method” is given twice', 'render', 'm=window&m=dense', ...out);
    await refused('“method” is given twice', 'render', 'm=window&method=window', ...out);
    await refused('“layer” is given twice', 'render', 'm=window&layer=0&layer=1', ...out);
    await refused('“p.window” is given twice', 'render', 'm=window&p.window=4&p.window=5', ...out);
    const json = '{"method":"window","tokens":16,"tokens":32}';
    await refused('“tokens” is given twice', 'render', json, ...out);
    const { err } = await atlas('render', 'm=window&m=dense', ...out);
    expect(err).not.toContain('last one'); // which would not be true here
  });

  test('settings of different names may be as many as they like', async () => {
    const sets = ['--set', 'window=2', '--set', 'sinks=1'];
    const reply = await atlas('run', 'streaming-llm', '--input', input, ...sets);
    expect(JSON.parse(reply.out)).toMatchObject({ params: { window: 2, sinks: 1 } });
  });
});

describe('values that begin with a dash', () => {
  test.each(['-1', '-0.5', '-.5', '-1e3'])('%s is a value like any other', async (value) => {
    const message = `--budget must be above 0 and at most 1, got “${value}”`;
    await refused(message, 'run', 'window', '--input', input, '--budget', value);
    await refused(message, 'run', 'window', '--input', input, `--budget=${value}`);
  });

  test('an option is none, and a value may be missing', async () => {
    const hint = '--out needs a value, got “--json”; a value that begins with a dash is written';
    await refused(hint, 'run', 'window', '--input', input, '--out', '--json');
    await refused('--out needs a value', 'run', 'window', '--input', input, '-o');
    await refused('--budget needs a value', 'run', 'window', '--budget');
  });

  test('a value in one word with its option is taken as it is', async () => {
    await refused('cannot read “-x.npz”', 'run', 'window', '--input=-x.npz');
    await refused('cannot read “a=b.npz”', 'run', 'window', '--input', 'a=b.npz');
  });
});
