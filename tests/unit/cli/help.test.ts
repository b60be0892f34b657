// What the program tells of itself: to people, and to other programs.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { catalogue } from '../../../src/methods/catalogue.generated.ts';
import { atlas, refused } from './support.ts';

const OPTIONS = {
  run: ['input', 'text', 'tokens', 'model', 'at', 'with', 'set', 'budget', 'out', 'json'],
  trace: ['json'],
  prune: ['model', 'out', 'text', 'tokens', 'set', 'budget', 'json'],
  render: ['out', 'theme', 'size', 'scale', 'model', 'json'],
  list: ['json'],
  describe: ['json'],
} as const;
const NAMES = Object.keys(COMMANDS) as (keyof typeof OPTIONS)[];

test.for(NAMES)('%s tells of itself and of all its options', async (name) => {
  for (const args of [
    [name, '--help'],
    [name, '-h'],
    ['help', name],
    [name, 'x', '--help'],
  ]) {
    const { code, out, err } = await atlas(...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^ {2}sparsity-atlas ${name} `));
    for (const option of OPTIONS[name]) expect(out).toContain(`--${option}`);
    expect(out.split('sparsity-atlas')).toHaveLength(2); // of no other command
  }
});

test('all of it, and the version', async () => {
  for (const args of [[], ['help'], ['--help'], ['-h']]) {
    const { code, out } = await atlas(...args);
    expect(code).toBe(0);
    for (const name of NAMES) expect(out).toContain(`  sparsity-atlas ${name} `);
    // It fits into a terminal.
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  }
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(await atlas('--version')).toEqual({ code: 0, out: version, err: '' });
});

test('lists and descriptions for programs, on one line', async () => {
  const { out } = await atlas('list', '--json');
  expect(out).not.toContain('\n');
  const all = JSON.parse(out) as { id: string; domain: string }[];
  expect(all.map(({ id }) => id)).toEqual(catalogue.map(({ id }) => id));
  expect(all).toContainEqual(expect.objectContaining({ id: 'wanda', domain: 'weights' }));
  const one = await atlas('describe', 'wanda', '--json');
  expect(JSON.parse(one.out)).toMatchObject({
    id: 'wanda',
    params: { sparsity: { kind: 'number', default: 0.5 } },
  });
});

test('what was typed wrongly is named, with what was meant', async () => {
  await refused('there is no command “rendr”; did you mean “render”?', 'rendr');
  await refused('there is no command “walk”; there are run, prune', 'walk');
  await refused('there is no command “walk”', 'help', 'walk');
  await refused('“--imput”; did you mean “--input”?', 'run', 'window', '--imput', 'x.npz');
  await refused('“--speed”; there are --set, --budget', 'run', 'window', '--speed', '9');
  await refused('for one method: describe wanda', 'list', 'wanda');
  await refused('run needs --input', 'run', 'window', '--input', '');
});
