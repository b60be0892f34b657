// What the program tells of itself, as a whole and of each command.
import { domains } from '../domains/compute.generated.ts';
import type { Command, Commands } from './command.ts';

/** What an input must hold is for the domains to say. */
export async function runUsage(): Promise<string> {
  const loaded = await Promise.all(Object.values(domains).map((load) => load()));
  const linesOf = (of: 'files' | 'texts'): string =>
    loaded
      .flatMap(({ default: domain }) => domain[of]?.usage ?? [])
      .map((line) => `    ${line}\n`)
      .join('');
  return `  sparsity-atlas run <method> --input tensors.safetensors|.npz [options], or on a text:
                     <method> --text file [options]
      --set name=value   a parameter of the method, as often as needed
      --budget fraction  let the method choose its parameters to keep this share, (0, 1]
      -o, --out x.npz    write the mask, uint8 [n, n] or [heads, n, n]; for weights uint8 [out, in],
                         with the weights afterwards, float32
      --json             metrics on one line
      --text file        in place of --input, on a model: a text; sample.code, sample.docs and
                         tale.<seed> come along
      --tokens count     tokens of the text that are read
      --model folder     a Hugging Face folder of a Llama-type model; else the one that comes along
      --at name=value    where, as in links; as often as needed
      --with array       an array that is left out unless it is asked for
${linesOf('files')}${linesOf('texts')}    Values are float16, bfloat16, float32 or float64, and computed with as float32.
`;
}

export const RENDER = `  sparsity-atlas render <spec> --out figure.svg|.png [options]
      --theme light|dark light unless said otherwise
      --size page|column page unless said otherwise, with title and caption; a column is 85 mm wide
                         with text of 7 points, for papers that set a caption of their own below
      --scale 1 … 4      size of a PNG in times of the SVG's, 2 by default
      --model folder     a Hugging Face folder of a Llama-type model; else the one that comes along
      --json             the figure's parameters and metrics on one line
    The spec is JSON, a file that holds JSON or a link, or a link of the atlas. Both kinds of file
    hold the whole figure with axes, legend and caption, as the share dialog saves it.
`;

export const LIST = `  sparsity-atlas list [--json]
    All methods by domain: id, name, idea.
`;

export const DESCRIBE = `  sparsity-atlas describe <method> [--json]
    A method's idea, paper and parameters, with defaults and ranges.
`;

/** Of one command. */
export async function usageOf({ usage }: Command): Promise<string> {
  return (typeof usage === 'string' ? usage : await usage()).trimEnd();
}

export async function usageOfAll(commands: Commands): Promise<string> {
  const all = await Promise.all(Object.values(commands).map(usageOf));
  return `sparsity-atlas: run published sparsity methods on your own tensors and models

${all.map((usage) => `${usage}\n`).join('\n')}
  sparsity-atlas help <command>, or <command> --help
  sparsity-atlas --version

SPARSITY_ATLAS_KERNELS=simd, typescript or relaxed-simd in the environment chooses what computes;
the fastest one does unless told. Results of the first two are the same with every version of Node.

Bad input, and output that cannot be written, end with one line on standard error and exit code 2.`;
}
