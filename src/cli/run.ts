// `run`: one method on the tensors of a file, in whichever domain the method is at home.
import { findMethod } from './methods.ts';
import type { RunOptions } from './options.ts';
import { runAttention } from './run-attention.ts';
import { runWeights } from './run-weights.ts';

export async function run(options: RunOptions): Promise<string> {
  const found = findMethod(options.method);
  const reply =
    found.domain === 'weights'
      ? await runWeights(found.load, found.entry.params, options)
      : await runAttention(found.load, found.entry.params, options);
  return JSON.stringify(reply, null, options.compact ? 0 : 2);
}
