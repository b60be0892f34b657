// The characters behind a text source. Tales are generated; samples are files of this project. Either is
// loaded when first asked for.
import { fail, succeed, type Result } from '../core/result.ts';
import { textName } from '../core/spec-parts.ts';
import type { TextSource } from '../core/spec.ts';
import { refusalOf } from '../model/samples.ts';
import { Recent } from './recent.ts';

/** By path from here; a chunk each. */
const FILES = import.meta.glob<string>('../model/samples/*.txt', {
  query: '?raw',
  import: 'default',
});

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
      const refusal = refusalOf(source.id);
      if (refusal !== null) return fail('text', refusal);
      return loaded(source, FILES[`../model/samples/${source.id}.txt`]!);
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
