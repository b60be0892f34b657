// Which figure to render: a spec as JSON, in a file or in place, or a link of the atlas.
import { existsSync } from 'node:fs';
import { repeatedKey } from '../core/json-keys.ts';
import { quote } from '../core/params.ts';
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
  const twice = json && warnings.length === 0 ? repeatedKey(text) : null;
  const reason = twice === null ? warnings.map(reasonOf)[0] : `${quote(twice)} is given twice`;
  if (reason !== undefined) throw new ExpectedError('spec', reason);
  return spec;
}
