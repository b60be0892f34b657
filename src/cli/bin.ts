#!/usr/bin/env node
import { reasonOf } from './files.ts';
import { main } from './main.ts';

/** Exit code where standard output could not be written; the stream tells it when it likes. */
let lost: number | null = null;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (lost !== null) return;
  // Where whoever read has heard enough nothing is said: 128 and the signal's number, as shells count it.
  const quiet = error.code === 'EPIPE';
  lost = process.exitCode = quiet ? 141 : 2;
  if (!quiet) console.error(`sparsity-atlas: cannot write the answer: ${reasonOf(error)}`);
});
process.stderr.on('error', () => {}); // nobody is left to be told

const code = await main(process.argv.slice(2));
process.exitCode = lost ?? code;
