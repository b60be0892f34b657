// The characters behind a text source. Tales are generated; samples are this project's own files.
// Either is loaded when first asked for.
import { fail, succeed, type Result } from '../core/result.ts';
import { textName } from '../core/spec-parts.ts';
import type { TextSource } from '../core/spec.ts';
import { Recent } from './recent.ts';

export interface Sample {
  readonly id: string;
  readonly label: string;
  /** What it is, for a tooltip. */
  readonly about: string;
}

const LOADERS: Readonly<Record<string, () => Promise<{ default: string }>>> = {
  code: () => import('../core/mask/runs.ts?raw'),
  docs: () => import('../../CONTRIBUTING.md?raw'),
};

/** Built-in texts besides the tales. */
export const SAMPLES: readonly Sample[] = [
  {
    id: 'code',
    label: 'Code',
    about: 'A source file of this project: masks kept as runs of columns.',
  },
  { id: 'docs', label: 'Docs', about: 'A document of this project: how to contribute to it.' },
];

/** The text of a source. Fails for an unknown sample and where a sample cannot be loaded. */
export async function textOf(source: TextSource): Promise<Result<string>> {
  switch (source.kind) {
    case 'own':
      return succeed(source.text);
    case 'tale':
      return loaded(
        source,
        async () => (await import('../model/tales.ts')).makeTale(source.seed).text,
      );
    case 'sample': {
      const load = Object.hasOwn(LOADERS, source.id) ? LOADERS[source.id] : undefined;
      if (!load) {
        const known = Object.keys(LOADERS).join(', ');
        return fail('text', `there is no built-in text “${source.id}”; there are ${known}`);
      }
      return loaded(source, async () => (await load()).default);
    }
  }
}

/** Every call about a figure asks for its text. */
const known = new Recent<string>(8);

async function loaded(source: TextSource, load: () => Promise<string>): Promise<Result<string>> {
  const name = textName(source);
  try {
    const text = known.get(name) ?? (await load());
    known.set(name, text);
    return succeed(text);
  } catch {
    return fail('text', `the built-in text “${name}” could not be loaded; try again`);
  }
}
