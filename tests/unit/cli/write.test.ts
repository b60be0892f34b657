// What is written: never over the input, never half, and where it cannot be, that is said before anything is
// computed.
import type * as Fs from 'node:fs';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readNpz, writeNpz } from '../../../src/core/npy.ts';
import { writeBytes } from '../../../src/cli/write.ts';
import { atlas, refused } from './support.ts';

/** Bytes that the disk still takes; null: as many as come. */
let room: number | null = null;
/** A path that nobody may write to, whoever runs this test. */
let closed: string | null = null;
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  const fail = (code: string): never => {
    throw Object.assign(new Error(code), { code });
  };
  return {
    ...fs,
    accessSync(path: string, mode: number) {
      if (path === closed) fail('EACCES');
      fs.accessSync(path, mode);
    },
    openSync(path: string, flags: string) {
      if (flags !== 'r' && (path === closed || dirname(path) === closed)) fail('EACCES');
      return fs.openSync(path, flags);
    },
    writeSync(file: number, bytes: Uint8Array, at: number, length: number) {
      if (room === 0) fail('ENOSPC');
      const most = Math.min(room ?? Infinity, 64, length); // no system promises to write all at once
      if (room !== null) room -= most;
      return fs.writeSync(file, bytes, at, most);
    },
  };
});

let folder: string;
let input: string;
let before: Buffer;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atlas-write-'));
  input = join(folder, 'input.npz');
  const one = { shape: [4, 2], dtype: 'f4', bytes: new Uint8Array(32) };
  writeFileSync(input, writeNpz({ q: one, k: one, v: one }));
  before = readFileSync(input);
});
afterEach(() => {
  [room, closed] = [null, null];
  rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const run = (out: string, ...more: string[]) =>
  atlas('run', 'window', '--input', input, '--out', out, ...more);
const refusedRun = (message: string, out: string) =>
  refused(message, 'run', 'window', '--input', input, '--out', out);

describe('the input is never written over', () => {
  const names: Record<string, () => string> = {
    'by its own name': () => input,
    'by a longer one': () => join(folder, 'x/..', 'input.npz'),
    'by a relative one': () => relative('.', input),
    'by a link': () => (symlinkSync('input.npz', at('link.npz')), at('link.npz')),
    'by a link to a link': () => {
      symlinkSync(input, at('inner'));
      symlinkSync('inner', at('outer.npz'));
      return at('outer.npz');
    },
    'by a hard link': () => (linkSync(input, at('hard.npz')), at('hard.npz')),
    'through a linked folder': () => {
      symlinkSync(folder, at('again'));
      return at('again/input.npz');
    },
  };

  test.each(Object.entries(names))('%s', async (_, name) => {
    mkdirSync(at('x'));
    await refusedRun('is the very file of --input; name another one', name());
    expect(readFileSync(input)).toEqual(before);
  });

  test('where the input is a link to what would be written', async () => {
    symlinkSync('input.npz', at('link.npz'));
    const args = ['--input', at('link.npz'), '--out', input];
    await refused('is the very file of --input', 'run', 'window', ...args);
    expect(readFileSync(input)).toEqual(before);
  });

  test('nor is the file of a figure', async () => {
    const spec = at('figure.svg');
    writeFileSync(spec, '{"method":"window","tokens":16}');
    await refused('is the very file of the spec', 'render', spec, '--out', spec);
    expect(readFileSync(spec, 'utf8')).toContain('"method"');
  });

  test('a copy with the same bytes is another file', async () => {
    writeFileSync(at('copy.npz'), before);
    expect(await run(at('copy.npz'))).toMatchObject({ code: 0 });
    expect(readNpz(readFileSync(at('copy.npz'))).has('mask')).toBe(true);
  });
});

describe('a write that fails', () => {
  test('leaves the file that was there, and nothing beside it', async () => {
    writeFileSync(at('out.npz'), 'what was there');
    const names = readdirSync(folder);
    for (room of [0, 10, 100]) {
      await refusedRun('the disk is full (ENOSPC)', at('out.npz'));
      expect(readFileSync(at('out.npz'), 'utf8')).toBe('what was there');
      expect(readdirSync(folder)).toEqual(names);
    }
  });

  test('leaves no file where there was none', async () => {
    room = 100;
    await refusedRun(`cannot write “${at('new.npz')}”: the disk is full (ENOSPC)`, at('new.npz'));
    expect(readdirSync(folder)).toEqual(['input.npz']);
  });

  test('to a device is told too', async () => {
    if (!existsSync('/dev/full')) return;
    symlinkSync('/dev/full', at('full.npz'));
    await refusedRun('the disk is full (ENOSPC)', at('full.npz'));
    expect(lstatSync(at('full.npz')).isSymbolicLink()).toBe(true);
  });
});

describe('a write that succeeds', () => {
  test('writes all, though the system takes it piece by piece, and keeps rights and links', () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i & 255);
    writeFileSync(at('kept.bin'), 'old');
    chmodSync(at('kept.bin'), 0o640);
    symlinkSync('kept.bin', at('link.bin'));
    writeBytes(at('link.bin'), bytes);
    expect([...readFileSync(at('kept.bin'))]).toEqual([...bytes]);
    expect(statSync(at('kept.bin')).mode & 0o777).toBe(0o640);
    expect(lstatSync(at('link.bin')).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['input.npz', 'kept.bin', 'link.bin']);
  });

  test('goes to where a link leads, also where nothing is yet', async () => {
    mkdirSync(at('there'));
    symlinkSync('there/mask.npz', at('soon.npz'));
    expect(await run(at('soon.npz'))).toMatchObject({ code: 0 });
    expect(readNpz(readFileSync(at('there/mask.npz'))).has('mask')).toBe(true);
    expect(readdirSync(at('there'))).toEqual(['mask.npz']);
  });

  test('goes into a device, which stays one', async () => {
    symlinkSync('/dev/null', at('null.npz'));
    expect(await run(at('null.npz'))).toMatchObject({ code: 0 });
    expect(statSync(at('null.npz')).isCharacterDevice()).toBe(true);
  });
});

describe('before anything is computed', () => {
  const absent = (message: string, out: string) =>
    refused(message, 'run', 'window', '--input', at('absent.npz'), '--out', out);

  test('a link to a folder that is not there is found', async () => {
    symlinkSync('/nowhere/mask.npz', at('lost.npz'));
    await absent('it is a link to “/nowhere/mask.npz”, and there is no folder', at('lost.npz'));
    symlinkSync('/nowhere/figure.svg', at('lost.svg'));
    await refused('it is a link to', 'render', 'm=windw', '--out', at('lost.svg'));
  });

  test('links that lead round in a circle', async () => {
    symlinkSync('b.npz', at('a.npz'));
    symlinkSync('a.npz', at('b.npz'));
    await absent('its links lead round in a circle', at('a.npz'));
  });

  test('a folder where nothing can be made, and a name that is too long', async () => {
    if (existsSync('/proc/self')) await absent('cannot write “/proc/mask.npz”', '/proc/mask.npz');
    await absent('the name is too long (ENAMETOOLONG)', at(`${'x'.repeat(300)}.npz`));
  });

  test('a folder without the right to write, and such a file', async () => {
    writeFileSync(at('fixed.npz'), '');
    closed = at('fixed.npz');
    await absent('permission denied (EACCES)', at('fixed.npz'));
    closed = folder;
    await absent('permission denied (EACCES)', at('new.npz'));
    await absent('permission denied (EACCES)', at('fixed.npz')); // nothing could be made beside it
  });

  test('finding out leaves nothing behind', async () => {
    await absent('cannot read', at('new.npz'));
    expect(readdirSync(folder)).toEqual(['input.npz']);
  });

  test('a link to nothing as the folder of a pruned model', async () => {
    symlinkSync('nothing', at('model'));
    const model = ['--model', at('absent'), '--out', at('model')];
    await refused('it is a link to nothing', 'prune', 'magnitude', ...model);
    mkdirSync(at('empty'));
    const empty = ['--model', at('absent'), '--out', at('empty')];
    await refused('cannot read the model folder', 'prune', 'magnitude', ...empty);
    expect(readdirSync(at('empty'))).toEqual([]);
  });
});
