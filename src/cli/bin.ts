#!/usr/bin/env node
import { reasonOf } from './files.ts';
import { main } from './main.ts';

// Standard output may say only after the end that it could not be written to.
process.stdout.once('error', (error: NodeJS.ErrnoException) => {
  // Where whoever read has heard enough nothing is said: 128 and the signal's number, as shells count it.
  const quiet = error.code === 'EPIPE';
  process.exitCode = quiet ? 141 : 2;
  if (!quiet) console.error(`sparsity-atlas: cannot write the answer: ${reasonOf(error)}`);
});
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {}); // said, or nobody hears

const code = await main(process.argv.slice(2));
process.exitCode ??= code;
