// `run`: one method on the tensors of a file, in whichever domain the method is at home; arrays to an .npz,
// metrics as JSON.
import { ExpectedError } from '../core/result.ts';
import type { ParamRecord } from '../core/params.ts';
import type { Asked, DomainTypes, Found } from '../domains/contract.ts';
import { plainDesk } from '../domains/desk.ts';
import { findOn, missing, settingFor } from '../domains/pipeline.ts';
import { refuseOtherFiles, tensorsOf } from '../domains/tensor-file.ts';
import { domainOf, findMethod } from './domains.ts';
import { fileSource } from './file-source.ts';
import { chosenKernels } from './kernels.ts';
import { parseSettings } from './methods.ts';
import { checkOut, writeArrays } from './output.ts';

export interface RunOptions {
  readonly method: string;
  readonly input: string;
  /** name=value, as typed. */
  readonly set: readonly string[];
  readonly budget: number | null;
  readonly out: string | null;
  /** One line instead of indented JSON. */
  readonly compact: boolean;
}

export async function run(options: RunOptions): Promise<string> {
  const entry = findMethod(options.method);
  const set = parseSettings(entry.params, options.set);
  checkOut(options.out, options.input);
  const domain = await domainOf(entry.domain);
  const { files } = domain;
  if (!files) throw missing(domain.card, 'files of tensors to run on');
  const desk = plainDesk({ kernels: await chosenKernels() });
  const asked = askedOf(entry, options.budget, set);
  const setting = await settingFor(domain, asked, desk);
  files.refuse?.(setting.method);
  refuseOtherFiles(options.input);
  const source = fileSource('input', options.input);
  const input = files.open(tensorsOf(options.input, source, files.tensors), desk);
  if (options.out !== null) input.refuseOut?.();
  const found: Found<DomainTypes>[] = [];
  try {
    for (const subject of input.subjects) {
      const params = setting.paramsFor(domain.shapeOf(subject));
      const about = { asked, key: subject.key, params, desk };
      found.push(await findOn(domain, subject, setting, about));
    }
  } catch (error) {
    throw error instanceof ExpectedError ? (input.explain?.(error) ?? error) : error;
  }
  if (options.out !== null) writeArrays(options.out, input.arrays(found));
  const reply = {
    ...{ method: entry.id, params: found.at(-1)?.params ?? {}, ...input.about },
    ...{ kernels: desk.kernels.tier, ...input.results(found) },
  };
  desk.dispose();
  return JSON.stringify(reply, null, options.compact ? 0 : 2);
}

/** Nowhere in a model. */
function askedOf(
  { domain, id }: { readonly domain: string; readonly id: string },
  budget: number | null,
  set: ParamRecord,
): Asked {
  const nowhere = { kind: '', model: '', text: '', tokens: 0, subject: {} };
  return { ...nowhere, domain, method: id, budget, set };
}
