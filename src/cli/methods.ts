// What is told of methods, and their parameters by name.
import type { Checked } from '../core/method.ts';
import {
  paramOf,
  parseParam,
  type Param,
  type ParamRecord,
  type ParamTable,
} from '../core/params.ts';
import { ExpectedError } from '../core/result.ts';
import { cards } from '../domains/cards.generated.ts';
import { catalogue } from '../methods/catalogue.generated.ts';
import { findMethod, suggestion } from './domains.ts';

/** `name=value` pairs, checked against the method's table. */
export function parseSettings(table: ParamTable, pairs: readonly string[]): ParamRecord {
  const seen = new Set<string>();
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new ExpectedError('set', `--set needs name=value, got “${pair}”`);
      const name = pair.slice(0, at);
      const param = paramOf(table, name);
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
      if (seen.has(name)) throw new ExpectedError(name, `${name} is set twice; only one can count`);
      seen.add(name);
      return [name, parsed.value];
    }),
  );
}

/** All methods by domain, one a line: id, name, idea; or as JSON. */
export function listMethods(json: boolean): string {
  if (json) {
    return JSON.stringify(
      catalogue.map(({ id, domain, name, summary, tags }) => ({ id, domain, name, summary, tags })),
    );
  }
  const width = Math.max(...catalogue.map((entry) => entry.id.length));
  return cards
    .map(({ id: domain }) => {
      const lines = catalogue
        .filter((entry) => entry.domain === domain)
        .map((entry) => `  ${entry.id.padEnd(width)}  ${entry.name}: ${entry.summary}`);
      return [`${domain}:`, ...lines].join('\n');
    })
    .join('\n\n');
}

/**
 * A method's idea, what published code it was compared with, and its parameters with defaults and ranges; as
 * JSON all that lists of methods tell, and the parameters.
 */
export function describeMethod(id: string, json: boolean): string {
  const entry = findMethod(id);
  const { name, domain, summary, paper, tags, params: table, stages, budgetParams } = entry;
  const { checked } = entry;
  if (json) {
    const about = { id: entry.id, name, domain, summary, paper, tags };
    return JSON.stringify({ ...about, checked, params: table, stages, budgetParams });
  }
  const lines = [`${name}: ${summary}`];
  if (paper) {
    lines.push(
      `${paper.authors} (${paper.year}). ${paper.title}.${paper.arxiv ? ` arXiv ${paper.arxiv}` : ''}`,
    );
  }
  if (checked) lines.push('', ...checkedLines(checked));
  else if (paper) lines.push('', 'No published code was compared.');
  const params = Object.entries(table);
  lines.push('', params.length > 0 ? 'Parameters (--set name=value):' : 'It has no parameters.');
  for (const [id, param] of params) {
    lines.push(`  ${id} = ${param.default}   ${rangeText(param)}`, `      ${param.help}`);
  }
  return lines.join('\n');
}

function checkedLines({ text, sources, remarks }: Checked): string[] {
  return [
    `${text} of the tests.`,
    ...sources.map(
      ({ repository, commit, cases }) => `  ${repository} at ${commit.slice(0, 7)}, ${cases}`,
    ),
    ...remarks.map((remark) => `  ${remark}`),
  ];
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
