// What published code gave on real tensors, as it lies in `tests/golden/official`: each folder has a manifest
// of its cases and, in `ours.json`, which methods they are compared with and what is known to differ.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const OFFICIAL = 'tests/golden/official';

/** Where numbers come from. */
export interface Origin {
  readonly repo: string;
  readonly commit: string;
  readonly file: string;
  readonly function: string;
}

/** One call of published code. */
export interface OfficialCase {
  /** Of its cases, below `OFFICIAL`. */
  readonly folder: string;
  readonly file: string;
  /** The rule by their name. */
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Empty where nothing published does it: a reference of the same rule, tested and not counted. */
  readonly source: readonly Origin[];
  readonly how: string;
  readonly notes: string;
  /** By name: type and shape. */
  readonly arrays: Readonly<Record<string, readonly [type: string, shape: readonly number[]]>>;
  /** Files below `inputs`. */
  readonly inputs: readonly string[];
  /** Methods of ours, as `domain/id`. */
  readonly ours: readonly string[];
}

/** What is to be known of one case: what differs, or is not compared. The tests hold every number of it. */
export interface Remark {
  readonly file: string;
  readonly method: string;
  /** Cells whose answers differ. */
  readonly differing?: number;
  /** Cells that are not compared. */
  readonly leftOut?: number;
  /** Cells in all, where there is a number. */
  readonly of?: number;
  /** What a cell is, in the plural. */
  readonly unit?: string;
  readonly why: string;
}

export interface Official {
  readonly cases: readonly OfficialCase[];
  readonly remarks: readonly Remark[];
}

interface Ours {
  /** By the name of their rule. */
  readonly methods: Readonly<Record<string, readonly string[]>>;
  readonly remarks: readonly Remark[];
}

type Entry = Omit<OfficialCase, 'folder' | 'source' | 'arrays' | 'ours'> & {
  readonly source: Origin | readonly Origin[];
  readonly arrays?: OfficialCase['arrays'];
};

/** Of all folders; nothing in a tree without them. Throws where a remark or a rule is about no case. */
export function readOfficial(root: string): Official {
  const folders = existsSync(join(root, OFFICIAL))
    ? readdirSync(join(root, OFFICIAL), { withFileTypes: true })
    : [];
  const found = folders
    .filter((entry) => entry.isDirectory() && entry.name !== 'inputs')
    .map(({ name }) => readFolder(root, name));
  return {
    cases: found.flatMap(({ cases }) => cases),
    remarks: found.flatMap(({ remarks }) => remarks),
  };
}

function readFolder(root: string, folder: string): Official {
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(join(root, OFFICIAL, folder, name), 'utf8'));
  const entries = read('manifest.json') as readonly Entry[];
  const { methods, remarks } = read('ours.json') as Ours;
  const at = `${OFFICIAL}/${folder}/ours.json`;
  const cases = entries.map((entry): OfficialCase => {
    const ours = methods[entry.method];
    if (!ours) throw new Error(`${at}: says no method for “${entry.method}” of ${entry.file}`);
    const source = [entry.source].flat();
    return { ...entry, folder, source, arrays: entry.arrays ?? {}, ours };
  });
  const unused = Object.keys(methods).find((name) => cases.every(({ method }) => method !== name));
  if (unused !== undefined) throw new Error(`${at}: there is no case of “${unused}”`);
  for (const { file, method } of remarks) {
    if (cases.some((each) => each.file === file && each.ours.includes(method))) continue;
    throw new Error(`${at}: remarks on ${method} in ${file}, which is no case of it`);
  }
  return { cases, remarks };
}
