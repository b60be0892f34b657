// Starting other programs from the tools, and saying how long they took.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

export interface Run {
  readonly code: number;
  /** Standard output and error together; empty where they went straight to the terminal. */
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  /** Show the output as it comes instead of collecting it. */
  readonly stream?: boolean;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command line through the shell, project binaries first on its path. Never rejects. */
export function run(command: string, options: RunOptions = {}): Promise<Run> {
  const started = performance.now();
  const bin = join(ROOT, 'node_modules/.bin');
  const separator = process.platform === 'win32' ? ';' : ':';
  const child = spawn(command, {
    shell: true,
    cwd: options.cwd ?? ROOT,
    stdio: ['ignore', options.stream ? 'inherit' : 'pipe', options.stream ? 'inherit' : 'pipe'],
    env: {
      ...process.env,
      PATH: `${bin}${separator}${process.env['PATH'] ?? ''}`,
      ...options.env,
    },
  });
  let output = '';
  const collect = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return new Promise((resolve) => {
    const done = (code: number): void =>
      resolve({ code, output, seconds: (performance.now() - started) / 1000 });
    child.on('error', (error) => {
      output += String(error);
      done(127);
    });
    child.on('close', (code) => done(code ?? 1));
  });
}

/** Works off `jobs` from the front, at most `width` at a time; results in the order of `jobs`. */
export async function inParallel<T>(
  jobs: readonly (() => Promise<T>)[],
  width: number,
): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < jobs.length; i = next++) {
      const job = jobs[i];
      if (job) results[i] = await job();
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, jobs.length) }, worker));
  return results;
}

export function inSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

/** A port of this machine that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Node 20 has relaxed SIMD behind a flag; newer ones have it on, and do not know the flag. */
export const RELAXED_SIMD: readonly string[] = process.versions.node.startsWith('20.')
  ? ['--experimental-wasm-relaxed-simd']
  : [];
