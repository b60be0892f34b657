// Which figure to render: a spec as JSON, in a file or in place, or a link of the atlas.
import { existsSync } from 'node:fs';
import { ExpectedError } from '../core/result.ts';
import { decodeSpec, specFromJson } from '../core/spec-codec.ts';
import { reasonOf } from '../core/spec-reason.ts';
import type { FigureSpec } from '../core/spec.ts';
import { specTables } from '../domains/spec-tables.ts';
import { readWords } from './files.ts';

/** Throws an ExpectedError for what cannot be used: nobody watches a rendered file for warnings. */
export function readSpec(given: string): FigureSpec {
  const isFile = existsSync(given);
  const text = (isFile ? readWords('spec', given) : given).trim();
  const json = text.startsWith('{');
  if (!json && !text.includes('=') && !text.includes('#')) {
    const what = isFile ? 'holds neither' : 'is neither a file, nor';
    throw new ExpectedError(
      'spec',
      `“${given}” ${what} JSON nor a link such as “m=minference&b=0.2”`,
    );
  }
  const tables = specTables();
  const { spec, warnings } = json
    ? specFromJson(text, tables)
    : decodeSpec(text.slice(Math.max(text.indexOf('#'), text.indexOf('?')) + 1), tables);
  if (warnings[0] !== undefined) throw new ExpectedError('spec', reasonOf(warnings[0]));
  return spec;
}
