// The command line called as a program, for the golden set: on the tier whose results are the same on every
// machine, in this process.
import { main } from '../../../src/cli/main.ts';

const VARIABLE = 'SPARSITY_ATLAS_KERNELS';

export interface Reply {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function call(args: readonly string[]): Promise<Reply> {
  const before = process.env[VARIABLE];
  const { log, error } = console;
  const [out, err]: [string[], string[]] = [[], []];
  process.env[VARIABLE] = 'simd';
  console.log = (text: string) => void out.push(text);
  console.error = (text: string) => void err.push(text);
  try {
    return { code: await main(args), out: out.join('\n'), err: err.join('\n') };
  } finally {
    Object.assign(console, { log, error });
    if (before === undefined) Reflect.deleteProperty(process.env, VARIABLE);
    else process.env[VARIABLE] = before;
  }
}
