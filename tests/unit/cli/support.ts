// The command line called as a program: arguments in, standard output, one line of error, exit code.
import { expect, vi } from 'vitest';
import { main } from '../../../src/cli/main.ts';

export async function atlas(...args: string[]) {
  const out = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const err = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    const code = await main(args);
    return { code, out: out.mock.calls.flat().join('\n'), err: err.mock.calls.flat().join('\n') };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

/** Expects exit code 2, nothing on standard output and one line of error with `message` in it. */
export async function refused(message: string, ...args: string[]): Promise<void> {
  const reply = await atlas(...args);
  expect(reply).toMatchObject({ code: 2, out: '' });
  expect(reply.err).toContain(message);
  expect(reply.err).not.toContain('\n');
}
