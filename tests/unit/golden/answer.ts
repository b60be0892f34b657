// The answers of today's program to the cases of the golden set, through what the program shows to others:
// its links' reader and its command line.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpz } from '../../../src/core/npy.ts';
import { decodeSpec } from '../../../src/core/spec-codec.ts';
import { specTables } from '../../../src/domains/spec-tables.ts';
import { call } from './call.ts';
import { GOLDEN, type Answer, type Case, type Kind } from './cases.ts';
import { keep, sha256 } from './picture.ts';

export async function answerOf(kind: Kind, { asked }: Case): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'atlas-golden-'));
  try {
    return await (kind === 'links' ? ofLink(asked, folder) : ofCommand(asked, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The spec that a link means, its figure's numbers and picture; why there is none where it is refused. */
async function ofLink(link: string, folder: string): Promise<Answer> {
  const file = join(folder, 'figure.svg');
  const { spec, warnings } = decodeSpec(link, specTables());
  // Without '#' or '?' a link is all of its parts; the shortest has none.
  const given = /[#?=]/.test(link) ? link : `#${link}`;
  const { code, out, err } = await call(['render', given, '--json', '--out', file]);
  if (code !== 0) return { values: { link, spec, warnings, refused: err }, svg: null };
  const { out: _, ...figure } = JSON.parse(out) as { out: string };
  const picture = keep(readFileSync(file, 'utf8'));
  return {
    values: { link, spec, warnings, figure, svg: picture.sha256 },
    svg: picture.svg,
  };
}

/** What a call prints and writes. */
async function ofCommand(words: string, folder: string): Promise<Answer> {
  const places = {
    inputs: join(GOLDEN, 'inputs'),
    model: join(GOLDEN, '../../public/models'),
    out: folder,
  };
  const args = words.split(' ').map((word) => {
    const [first = ''] = word.split('/', 1);
    const place = (places as Readonly<Record<string, string>>)[first];
    return place === undefined ? word : place + word.slice(first.length);
  });
  const { code, ...printed } = await call(args);
  const told = (text: string): readonly string[] =>
    Object.entries(places)
      .reduce((all, [name, place]) => all.replaceAll(place, name), text)
      .split('\n');
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const pictures = names.filter((name) => name.endsWith('.svg'));
  return {
    values: {
      ...{ words, code, out: told(printed.out), err: told(printed.err) },
      files: Object.fromEntries(
        names.map((name) => [name.slice(folder.length + 1), contentOf(name)]),
      ),
    },
    svg: pictures.length === 0 ? null : pictures.map((name) => kept(name).svg).join('\n'),
  };
}

const kept = (name: string) => keep(readFileSync(name, 'utf8'));

/** Fingerprints: of a picture, of every array of an archive, of other files as they are. */
function contentOf(name: string): unknown {
  if (name.endsWith('.svg')) return kept(name).sha256;
  const bytes = new Uint8Array(readFileSync(name));
  if (!name.endsWith('.npz')) return sha256(bytes);
  return Object.fromEntries(
    [...readNpz(bytes, null, ['tokens', 'method', 'model'])].map(
      ([array, { shape, dtype, bytes: data }]) => [
        array,
        `${dtype} [${shape.join(', ')}] ${sha256(data)}`,
      ],
    ),
  );
}
