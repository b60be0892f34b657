// From a run to a file and back: `run --text` writes what `trace` and the explorer read, with the same numbers and
// the same picture.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { folderDesk } from '../../../src/cli/desk.ts';
import { paletteOf } from '../../../src/core/palette.ts';
import decode from '../../../src/domains/decode/compute.ts';
import { packed } from '../../../src/domains/decode/trace/pack.ts';
import { readTrace } from '../../../src/domains/decode/trace/read.ts';
import { makeTale } from '../../../src/model/tales.ts';
import { workOn } from '../../../src/domains/pipeline.ts';
import { typescriptKernels } from '../../../src/kernels/ts.ts';
import { npzOf } from '../domains/decode/traces.ts';
import { atlas, refused } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'atlas-trace-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const PLACE = ['--text', 'tale.7', '--tokens', '40', '--at', 'prompt=24'];

interface Ran {
  readonly metrics: Readonly<Record<string, number>>;
  readonly heads: readonly { sparsity: number; recall: number; held: number }[];
}
interface Told {
  readonly metrics: Readonly<Record<string, number>>;
  readonly unknown: readonly string[];
  readonly places: readonly { sparsity: number; recall: number; held: number; shareHeld: number }[];
}

test.each([
  ['decode/h2o', 'npz'],
  ['decode/h2o', 'json'],
  ['decode/quest', 'npz'],
  ['kinetics', 'npz'],
])('%s as .%s gives its own numbers and picture back', async (method, ending) => {
  const path = at(`${method.replace('/', '-')}.${ending}`);
  const ran = await atlas(
    'run',
    method,
    ...PLACE,
    '--budget',
    '0.4',
    '--with',
    'attention',
    '-o',
    path,
  );
  expect(ran.err).toBe('');
  const { metrics, heads } = JSON.parse(ran.out) as Ran;
  const told = JSON.parse((await atlas('trace', path)).out) as Told;
  const { nats: _, deltaNats: __, ...bytes } = metrics;
  expect(told.metrics).toEqual(bytes);
  expect(told.unknown).toEqual(['loss added: needs the model']);
  for (const [i, place] of told.places.entries()) {
    expect(place.held).toBe(heads[i]!.held);
    expect(place.sparsity).toBe(heads[i]!.sparsity);
    expect(place.recall).toBeCloseTo(heads[i]!.recall, 5);
  }

  const desk = folderDesk('atlas-3m', 'public/models/atlas-3m', typescriptKernels);
  const trace = readTrace(path, readFileSync(path));
  const own = packed(trace, 'mark');
  decode.own!.hold(own, desk);
  const place = { layer: 4, head: 2, prompt: 24 };
  const id = method.replace('decode/', '');
  const { subject: ___, ...site } = own.site;
  const asked = { method: 'imported', budget: null, set: {} };
  const here = { domain: 'decode', kind: 'cache', subject: place };
  const text = { model: 'atlas-3m', text: makeTale(7).text, tokens: 40 };
  const pictures = await Promise.all(
    [
      { ...site, ...asked, subject: place },
      { ...here, ...text, method: id, budget: 0.4, set: {} },
    ].map(async (each) => {
      const work = workOn(decode, each, desk);
      const view = { row0: 0, row1: 16, col0: 0, col1: 40, width: 80, height: 32 };
      const shows = ['all', 'kept', 'lost'] as const;
      const painters = await Promise.all(shows.map((show) => decode.painter!(work, show)));
      return painters.map(({ paint }) => [...paint(view, paletteOf('light'))]);
    }),
  );
  expect(pictures[0]).toEqual(pictures[1]);
  decode.own!.letGo(own.site, desk);
  expect(() => decode.open({ ...site, ...asked, subject: place }, desk)).toThrow('open no more');
  desk.dispose();
});

test('what a file does not tell is named', async () => {
  writeFileSync(at('bare.npz'), npzOf({ kept: [[['1110', '1011']]] }));
  const told = JSON.parse((await atlas('trace', at('bare.npz'))).out) as Told;
  expect(told.metrics).toEqual({});
  expect(told.unknown).toContain('bytes held: needs head_dim and kv_heads');
  expect(told.unknown).toContain('attention read: needs read and attention');
  expect(told.places).toEqual([{ layer: 0, head: 0, held: 3, shareHeld: (1 + 0.75) / 2 }]);
});

test('bad input', async () => {
  await refused('trace needs a file, an eviction trace', 'trace');
  await refused('must end in .npz or .json', 'trace', 'README.md');
  await refused('cannot read', 'trace', at('nothing.npz'));
  await refused(
    'run takes --input or --text, not both',
    'run',
    'h2o',
    '--input',
    'x.npz',
    '--text',
    'tale.7',
  );
  await refused('--at goes with --text', 'run', 'h2o', '--input', 'x.npz', '--at', 'prompt=3');
  await refused('figures of attention have no runs on a text', 'run', 'window', '--text', 'tale.7');
  await refused(
    '--with must be attention, got “values”',
    'run',
    'h2o',
    ...PLACE,
    '--with',
    'values',
  );
  await refused('--out must end in .npz or .json', 'run', 'h2o', ...PLACE, '-o', at('x.csv'));
  await refused('prompt', 'run', 'h2o', '--text', 'tale.7', '--at', 'prompt=0');
});
