// `prune`: one weight method on a whole model folder; a new folder with the pruned model comes out, and
// what it cost as JSON. The text calibrates, and what is left of it measures.
import { ExpectedError } from '../../core/result.ts';
import {
  askedSparsity,
  isMissed,
  missedWarning,
  type AskedSparsity,
} from '../../domains/missed.ts';
import { settingOf } from '../../domains/settings.ts';
import { withoutEnd } from '../../domains/weights/calibrated.ts';
import { card } from '../../domains/weights/card.ts';
import { measureModel, probeOf } from '../../domains/weights/cost.ts';
import { densities } from '../../domains/weights/densities.ts';
import { pruneModel, type Pruning } from '../../domains/weights/prune.ts';
import { splitText, type SplitText } from '../../domains/weights/sequences.ts';
import { openWeights, tensorName } from '../../domains/weights/subject.ts';
import type { WeightTypes } from '../../domains/weights/types.ts';
import { loadersOf } from '../../methods/load.generated.ts';
import type { WeightMethod } from '../../methods/weights.ts';
import { openModel, type Model } from '../../model/folder.ts';
import { findMethod } from '../domains.ts';
import { chosenKernels } from '../kernels.ts';
import { parseSettings } from '../methods.ts';
import { readFolder, refuseUsed, withWeights, writeFolder } from '../model-folder.ts';
import { textNamed } from '../texts.ts';

export interface PruneCommand {
  readonly method: string;
  readonly model: string;
  /** File or name of the calibration text, or null for methods that read none. */
  readonly text: string | null;
  /** Tokens to calibrate on. */
  readonly tokens: number;
  readonly set: readonly string[];
  readonly budget: number | null;
  readonly out: string;
  readonly compact: boolean;
}

/** Tokens after the calibration text that measure at most. */
const HELD_OUT = 1024;

export async function prune(command: PruneCommand): Promise<string> {
  const entry = findMethod(command.method, card.id);
  const load = entry.domain === card.id ? loadersOf.weights[entry.id] : undefined;
  if (!load) throw new ExpectedError('method', `“${command.method}” prunes no weights; see list`);
  const set = parseSettings(entry.params, command.set);
  const { default: method } = await load();
  if (method.effect !== 'prune') {
    throw new ExpectedError('method', `“${method.id}” chooses weights to train and prunes none`);
  }
  refuseUsed(command.out);
  const choice = { budget: command.budget, set };
  const setting = settingOf<WeightTypes>(method, choice);
  const files = readFolder(command.model);
  const kernels = await chosenKernels();
  const dense = openModel(files, kernels);
  const text = readText(command, method, dense);
  const subject = openWeights(dense.llama);
  const onBlock = tellProgress();
  const pruning = await pruneModel(subject, text, setting, { onBlock });
  const written = withWeights(files, changedTensors(pruning));
  const first = subject.matrices[0]!;
  const params = setting.paramsFor(first);
  const asked = askedSparsity<WeightTypes>(() => first, { asked: choice, setting, params });
  const report = {
    method: method.id,
    params,
    sparsity: pruning.sparsity,
    prunable: subject.prunable,
    density: densities(
      pruning.matrices.map(({ layer, name, selection, weight }) => ({
        ...{ layer, name, kept: selection.mask.count(), weights: weight.data.length },
      })),
    ),
    calibrationTokens: text.calibration.reduce((sum, each) => sum + each.length, 0),
    heldOut: await measure(dense, openModel(written, kernels), pruning, text),
    warnings: [...dense.llama.warnings, ...warningsOf(pruning, asked)],
    kernels: kernels.tier,
  };
  const json = JSON.stringify(report, null, 2);
  const note = ['pruning.json', new TextEncoder().encode(`${json}\n`).buffer] as const;
  writeFolder(command.out, new Map([...written, note]));
  return command.compact ? JSON.stringify(report) : json;
}

/** What the method says of its matrices, each sentence once, and whether the sparsity was missed. */
function warningsOf({ matrices, sparsity }: Pruning, asked: AskedSparsity | null): string[] {
  const places = new Map<string, string[]>();
  for (const { layer, name, selection } of matrices) {
    for (const warning of selection.warnings ?? []) {
      places.set(warning, [...(places.get(warning) ?? []), `layer ${layer}, ${name}`]);
    }
  }
  const told = Array.from(places, ([warning, [first, ...more]]) => {
    const rest = more.length > 0 ? ` and ${more.length} more` : '';
    return `${first!}${rest}: ${warning}`;
  });
  const missed = asked !== null && isMissed(asked.sparsity, sparsity);
  return missed ? [...told, missedWarning(asked, sparsity, null)] : told;
}

function readText(
  command: PruneCommand,
  method: WeightMethod,
  { tokenizer, llama }: Model,
): SplitText {
  if (command.text === null) {
    if (!method.calibrates.plan && !method.calibrates.select) {
      return { calibration: [], heldOut: [], whole: new Uint32Array(0) };
    }
    throw new ExpectedError('text', `${method.id} calibrates on a text: name one with --text`);
  }
  const text = textNamed(command.text);
  const ids = withoutEnd(tokenizer.encode(text).ids, tokenizer);
  if (ids.length < 16) {
    throw new ExpectedError(
      'text',
      `“${command.text}” has ${ids.length} tokens; at least 16 are needed`,
    );
  }
  const reads = { begin: tokenizer.before, maxTokens: llama.config.maxTokens };
  return splitText(ids, reads, command.tokens, HELD_OUT);
}

/** The dense model and the one as it is written, on the tokens that calibrated nothing; null without. */
async function measure(
  dense: Model,
  written: Model,
  { sparsity, matrices }: Pruning,
  { whole }: SplitText,
) {
  if (whole.length < 2) return null;
  const probe = await probeOf(dense.llama, whole);
  const { nats, deltaNats, perplexity, densePerplexity } = await measureModel(
    { llama: written.llama, sparsity },
    probe,
  );
  const errors = matrices.map(({ outputError }) => outputError ?? 0);
  const meanOutputError = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return { tokens: whole.length, nats, deltaNats, perplexity, densePerplexity, meanOutputError };
}

function changedTensors({ matrices }: Pruning): ReadonlyMap<string, Float32Array> {
  const changed = matrices.filter(({ after, weight }) => after !== weight.data);
  return new Map(changed.map((each) => [tensorName(each), each.after]));
}

/** Tells a person who watches which block is done; says nothing into a file or a pipe. */
function tellProgress(): ((done: number, blocks: number) => void) | undefined {
  const { stderr } = process;
  if (!stderr.isTTY) return undefined;
  return (done, blocks) => {
    stderr.write(`\rpruned ${done} of ${blocks} blocks${done === blocks ? '\n' : ''}`);
  };
}
