// The program as a process of its own: what becomes of its answer where that cannot be written.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Ended {
  readonly code: number | null;
  readonly err: string;
}

/** `list --json` with standard output at `out`; what comes out of a pipe is not read. */
async function listed(out: number | 'pipe'): Promise<Ended> {
  const args = ['--import', 'tsx', 'src/cli/bin.ts', 'list', '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', out, 'pipe'] });
  child.stdout?.destroy();
  let err = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, err };
}

test('a full disk ends with one line and a code', async () => {
  if (!existsSync('/dev/full')) return;
  const full = openSync('/dev/full', 'w');
  const { code, err } = await listed(full);
  closeSync(full);
  expect(err).toBe('sparsity-atlas: cannot write the answer: the disk is full (ENOSPC)\n');
  expect(code).toBe(2);
});

test('a reader that went away ends it with a code and no word', async () => {
  expect(await listed('pipe')).toEqual({ code: 141, err: '' });
});
