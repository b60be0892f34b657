// `run --text`: one method on a text of a model; what became of it as a file, its numbers as JSON.
import { basename, resolve } from 'node:path';
import { usualOf, usualPlace } from '../core/card.ts';
import { ExpectedError } from '../core/result.ts';
import type { Asked, TextRun } from '../domains/contract.ts';
import { missing, settingFor } from '../domains/pipeline.ts';
import { folderDesk, folderOf } from './desk.ts';
import { domainOf, findMethod } from './domains.ts';
import { chosenKernels } from './kernels.ts';
import { parseSettings } from './methods.ts';
import { checkEnding } from './output.ts';
import type { RunOptions } from './run.ts';
import { textNamed } from './texts.ts';
import { writeBytes } from './write.ts';

export interface TextOptions extends Omit<RunOptions, 'input'> {
  /** A file, or a text that comes along. */
  readonly text: string;
  /** Null: as many as the domain's usual figure. */
  readonly tokens: number | null;
  /** A folder; null: the model that comes along. */
  readonly model: string | null;
  /** name=value of the place, as typed. */
  readonly at: readonly string[];
  /** Arrays besides. */
  readonly extras: readonly string[];
}

export async function runOnText(options: TextOptions): Promise<string> {
  const { out } = options;
  const entry = findMethod(options.method);
  const set = parseSettings(entry.params, options.set);
  const { card, texts, ...domain } = await domainOf(entry.domain);
  if (!texts) throw missing(card, 'runs on a text');
  const extra = options.extras.find((name) => !texts.extras.includes(name));
  if (extra !== undefined) {
    const known = texts.extras.join(', ');
    throw new ExpectedError('with', `--with must be ${known}, got “${extra}”`);
  }
  checkEnding(out, texts.endings);
  const usual = usualOf(card);
  const [kind] = card.kinds;
  const folder = folderOf(usual.model, options.model, import.meta.dirname);
  const model = options.model === null ? usual.model : basename(resolve(folder));
  const asked: Asked = {
    ...{ domain: card.id, kind: kind.id, model, method: entry.id, budget: options.budget, set },
    subject: {
      ...usualPlace(card, usual, { kind: kind.id }),
      ...parseSettings(kind.params, options.at),
    },
    text: textNamed(options.text),
    tokens: options.tokens ?? usual.tokens,
  };
  const desk = folderDesk(model, folder, await chosenKernels());
  try {
    const setting = await settingFor({ card, ...domain }, asked, desk);
    const { params, results, warnings, file }: TextRun = await texts.run(
      asked,
      setting,
      options.extras,
      desk,
    );
    if (out !== null) writeBytes(out, file(out));
    const about = { method: entry.id, params, model, kernels: desk.kernels.tier };
    return JSON.stringify({ ...about, ...results, warnings }, null, options.compact ? 0 : 2);
  } finally {
    desk.dispose();
  }
}
