// A folder of its own for each test, and the tools run on it as a person would run them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export const PROJECT = join(import.meta.dirname, '../../..');

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** An empty folder that goes away with the test; `files` are written into it. */
export function scratch(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'atlas-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  write(root, files);
  return root;
}

export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Runs `tools/<name>.ts` with `args`. */
export function tool(name: string, ...args: string[]): Outcome {
  return node(
    join(PROJECT, 'node_modules/tsx/dist/cli.mjs'),
    join(PROJECT, `tools/${name}.ts`),
    ...args,
  );
}

export function node(...args: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: PROJECT,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', VITEST: '' },
  });
  return { code: status, out: stdout, err: stderr };
}
