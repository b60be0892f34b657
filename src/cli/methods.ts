// Methods and parameters by name, with help for those who mistype them.
import { nearestName } from '../core/nearest.ts';
import type { CatalogueEntry } from '../core/method.ts';
import { parseParam, type Param, type ParamRecord, type ParamTable } from '../core/params.ts';
import { ExpectedError } from '../core/result.ts';
import type { AttentionMethod } from '../methods/attention.ts';
import { catalogue } from '../methods/catalogue.generated.ts';
import { loaders } from '../methods/load.generated.ts';

export interface FoundMethod {
  readonly entry: CatalogueEntry;
  readonly load: () => Promise<AttentionMethod>;
}

export function findMethod(id: string): FoundMethod {
  const entry = catalogue.find((candidate) => candidate.id === id);
  const loader = loaders[id];
  if (!entry || !loader) {
    throw new ExpectedError(
      'method',
      `there is no method “${id}”${suggestion(
        id,
        catalogue.map((candidate) => candidate.id),
      )}`,
    );
  }
  return { entry, load: async () => (await loader()).default };
}

/** `name=value` pairs, checked against the method's table. */
export function parseSettings(table: ParamTable, pairs: readonly string[]): ParamRecord {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new ExpectedError('set', `--set needs name=value, got “${pair}”`);
      const name = pair.slice(0, at);
      const param = table[name];
      if (!param) {
        const names = Object.keys(table);
        const known = names.length > 0 ? `; it has ${names.join(', ')}` : '; it has none';
        throw new ExpectedError(
          name,
          `the method has no parameter “${name}”${suggestion(name, names)}${known}`,
        );
      }
      const parsed = parseParam(name, param, pair.slice(at + 1));
      if (!parsed.ok) throw new ExpectedError(parsed.field, parsed.message);
      return [name, parsed.value];
    }),
  );
}

/** All methods, one a line: id, name, year. */
export function listMethods(): string {
  const width = Math.max(...catalogue.map((entry) => entry.id.length));
  return catalogue
    .map((entry) => `${entry.id.padEnd(width)}  ${entry.name}: ${entry.summary}`)
    .join('\n');
}

/** A method's idea and its parameters with defaults and ranges. */
export function describeMethod(id: string): string {
  const { entry } = findMethod(id);
  const { paper } = entry;
  const lines = [`${entry.name}: ${entry.summary}`];
  if (paper) {
    lines.push(
      `${paper.authors} (${paper.year}). ${paper.title}.${paper.arxiv ? ` arXiv ${paper.arxiv}` : ''}`,
    );
  }
  const params = Object.entries(entry.params);
  lines.push('', params.length > 0 ? 'Parameters (--set name=value):' : 'It has no parameters.');
  for (const [name, param] of params) {
    lines.push(`  ${name} = ${param.default}   ${rangeText(param)}`, `      ${param.help}`);
  }
  return lines.join('\n');
}

function rangeText(param: Param): string {
  switch (param.kind) {
    case 'boolean':
      return 'true or false';
    case 'choice':
      return param.options.map((option) => option.value).join(' | ');
    default: {
      const unit = param.unit ? ` ${param.unit}` : '';
      return `${param.min} to ${param.max}${unit}${param.kind === 'integer' ? ', whole' : ''}`;
    }
  }
}

function suggestion(name: string, names: readonly string[]): string {
  const near = nearestName(name, names);
  return near === null ? '' : `; did you mean “${near}”?`;
}
