// The cases of published code with their arrays, and our methods on their inputs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceOfBytes } from '../../../src/core/byte-source.ts';
import { readNpz, writeNpz, type NpyArray } from '../../../src/core/npy.ts';
import { domains } from '../../../src/domains/compute.generated.ts';
import type { DomainTypes } from '../../../src/domains/contract.ts';
import { plainDesk } from '../../../src/domains/desk.ts';
import { findOn, settingFor } from '../../../src/domains/pipeline.ts';
import { tensorsOf } from '../../../src/domains/tensor-file.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import { halvesToFloats } from '../../../src/model/half.ts';
import { OFFICIAL, type OfficialCase } from '../../../tools/catalogue/official.ts';
import type { Golden, Run, Values } from './mapping.ts';

export const ROOT = join(import.meta.dirname, '../../..');

const archives = new Map<string, ReadonlyMap<string, NpyArray>>();

function archive(path: string): ReadonlyMap<string, NpyArray> {
  const known = archives.get(path) ?? readNpz(readFileSync(join(ROOT, OFFICIAL, path)));
  archives.set(path, known);
  return known;
}

function arrayIn(path: string, name: string): NpyArray {
  const array = archive(path).get(name);
  if (!array) throw new Error(`${path} has no array “${name}”`);
  return array;
}

export function goldenOf(about: OfficialCase): Golden {
  const own = `${about.folder}/${about.file}`;
  const inputs = (file = about.inputs[0] ?? ''): string => `inputs/${file}`;
  return {
    about,
    array: (name) => numbersOf(arrayIn(own, name)),
    json: () => JSON.parse(readFileSync(join(ROOT, OFFICIAL, own), 'utf8')) as unknown,
    input: (name, file) => arrayIn(inputs(file), name),
    hasInput: (name) => archive(inputs()).has(name),
  };
}

export function numbersOf({ bytes, dtype }: NpyArray): Values {
  const { buffer } = bytes.slice(); // those of an archive need not be aligned
  switch (dtype) {
    case 'f8':
      return new Float64Array(buffer);
    case 'f4':
      return new Float32Array(buffer);
    case 'f2':
      return halvesToFloats(new Uint16Array(buffer));
    case 'i8':
      return Array.from(new BigInt64Array(buffer), Number);
    case 'i4':
      return new Int32Array(buffer);
    case 'i2':
      return new Int16Array(buffer);
    case 'u1':
    case 'b1':
      return new Uint8Array(buffer);
    default:
      throw new Error(`arrays of type ${dtype} are not read`);
  }
}

/** Plain SIMD: its results are the same on every machine. */
export const kernels = await loadKernels('simd');

/** Runs `ours`, as `domain/id`, on the case's input by the same steps as `run` of the command line. */
export function runnerOf(ours: string, { about }: Golden): Run {
  const [domain = '', method = ''] = ours.split('/');
  return async ({ set, tensors, adapt = (subject) => subject, assets = new Map() }) => {
    const compute = (await domains[domain]?.())?.default;
    if (!compute?.files) throw new Error(`figures of “${domain}” read no files`);
    const desk = plainDesk({ kernels, tables: () => assets });
    const nowhere = { kind: '', model: '', text: '', tokens: 0, subject: {} };
    const asked = { ...nowhere, domain, method, budget: null, set };
    const setting = await settingFor<DomainTypes>(compute, asked, desk);
    const path = `${OFFICIAL}/inputs/${about.inputs[0] ?? ''}`;
    const bytes = tensors ? writeNpz(tensors) : readFileSync(join(ROOT, path));
    const file = tensorsOf(path, sourceOfBytes(Uint8Array.from(bytes)), compute.files.tensors);
    const found = [];
    for (const opened of compute.files.open(file, desk).subjects) {
      const subject = adapt(opened);
      const params = setting.paramsFor(compute.shapeOf(subject));
      const about = { asked, key: subject.key, params, desk };
      found.push(await findOn<DomainTypes>(compute, subject, setting, about));
    }
    desk.dispose();
    return found;
  };
}
