// What the program tells of itself, as a whole and of each command.

const RUN = `  sparsity-atlas run <method> --input tensors.safetensors|.npz [options]
      --set name=value   a parameter of the method, as often as needed
      --budget fraction  let the method choose its parameters to keep this share, (0, 1]
      -o, --out x.npz    write the mask, uint8 [n, n] or [heads, n, n]; for weights uint8 [out, in],
                         with the weights afterwards, float32
      --json             metrics on one line
    Attention: the input holds q, k and v of shape [n, d] or [heads, n, d], after RoPE. Keys
    and values may have fewer heads, which queries share in order.
    Weights: the input holds w of shape [out, in]; optionally x, calibration activations of shape
    [tokens, in] or [sequences, tokens, in], and x_test, others to measure the output error on.
    Values are float16, bfloat16, float32 or float64, and computed with as float32.
`;

const PRUNE = `  sparsity-atlas prune <method> --model folder --out folder [options]
      --text file        text to calibrate on; what is left of it measures the result; sample.code,
                         sample.docs and tale.<seed> come along
      --tokens count     tokens to calibrate on, 1024 by default
      --set, --budget, --json as of run
    Reads and writes a Hugging Face folder of a Llama-type model.
`;

const RENDER = `  sparsity-atlas render <spec> --out figure.svg|.png [options]
      --theme light|dark light unless said otherwise
      --size page|column page unless said otherwise, with title and caption; a column is 85 mm wide
                         with text of 7 points, for papers that set a caption of their own below
      --scale 1 … 4      size of a PNG in times of the SVG's, 2 by default
      --model folder     a Hugging Face folder of a Llama-type model; else the one that comes along
      --json             the figure's parameters and metrics on one line
    The spec is JSON, a file that holds JSON or a link, or a link of the atlas. Both kinds of file
    hold the whole figure with axes, legend and caption, as the share dialog saves it.
`;

const LIST = `  sparsity-atlas list [--json]
    All methods by domain: id, name, idea.
`;

const DESCRIBE = `  sparsity-atlas describe <method> [--json]
    A method's idea, paper and parameters, with defaults and ranges.
`;

const COMMANDS = {
  run: RUN,
  prune: PRUNE,
  render: RENDER,
  list: LIST,
  describe: DESCRIBE,
} as const;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/** Of one command, or of all. */
export function usageOf(command: CommandName | null): string {
  if (command !== null) return COMMANDS[command].trimEnd();
  const all = Object.values(COMMANDS).join('\n');
  return `sparsity-atlas: run published sparsity methods on your own tensors and models

${all}
  sparsity-atlas help <command>, or <command> --help
  sparsity-atlas --version

SPARSITY_ATLAS_KERNELS=simd, typescript or relaxed-simd in the environment chooses what computes;
the fastest one does unless told. Results of the first two are the same with every version of Node.

Bad input ends with one line on standard error and exit code 2.`;
}
