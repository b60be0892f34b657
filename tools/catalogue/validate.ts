// Says what is wrong with a method's self-description, in words for the person who writes it.
import { checkParam, resolveParams, type Param, type ParamTable } from '../../src/core/params.ts';
import { ID_PATTERN, type Domain } from './domains.ts';
import type { AnyMethod, LoadedMethod } from './read.ts';

/** From nearly nothing to everything: where `atBudget` is probed. */
const BUDGETS = [0.001, 0.05, 0.2, 0.5, 1];

/** Every problem of every file, as `path: message`; empty where all is well. */
export function findProblems(
  loaded: readonly LoadedMethod[],
  domains: readonly Domain[],
): string[] {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  for (const file of loaded) {
    const say = (message: string): void => void problems.push(`${file.path}: ${message}`);
    if (file.missing) {
      say(
        'is missing: a folder beside the methods is a method, helpers of several lie in `_shared`',
      );
      continue;
    }
    if (!isMethod(file.exported)) {
      say('must export a method as default, an object with `id`, `params`, `atBudget`, `select` …');
      continue;
    }
    const method = file.exported;
    if (method.id !== file.id) say(`id is “${method.id}”, but the file’s name says “${file.id}”`);
    if (!ID_PATTERN.test(file.id)) say('the file name must be lower-case words joined by hyphens');
    if (method.domain !== file.domain) {
      say(`domain is “${method.domain}”, but the file lies in “${file.domain}”`);
    }
    const place = `${file.domain}/${method.id}`;
    const owner = owners.get(place);
    if (owner) say(`id “${method.id}” is taken by ${owner}`);
    owners.set(place, file.path);
    for (const message of [...textProblems(method), ...paramProblems(method.params)]) say(message);
    if (paramProblems(method.params).length === 0) budgetProblems(method, domains).forEach(say);
  }
  return problems;
}

/** Parameters that `atBudget` moves at any of the probed budgets and sizes, in the table's order. */
export function budgetParams(method: AnyMethod, domains: readonly Domain[]): string[] {
  const moved = new Set(
    probes(method, domains).flatMap(([budget, shape]) =>
      Object.keys(method.atBudget(budget, shape)),
    ),
  );
  return Object.keys(method.params).filter((name) => moved.has(name));
}

function isMethod(value: unknown): value is AnyMethod {
  const method = value as Partial<AnyMethod> | null | undefined;
  return (
    typeof method === 'object' &&
    method !== null &&
    typeof method.id === 'string' &&
    typeof method.params === 'object' &&
    typeof method.atBudget === 'function' &&
    [method.notice, method.differs, method.stages, method.claims].every(Array.isArray)
  );
}

function textProblems(method: AnyMethod): string[] {
  const texts: [string, string | undefined][] = [
    ['name', method.name],
    ['summary', method.summary],
    ['about', method.about],
    ['tags.unit', method.tags.unit],
    ...method.notice.map((text, i): [string, string] => [`notice[${i}]`, text]),
    ...method.differs.map((text, i): [string, string] => [`differs[${i}]`, text]),
    ...method.claims.flatMap(({ text, source }, i): [string, string][] => [
      [`claims[${i}].text`, text],
      [`claims[${i}].source`, source],
    ]),
    ...method.stages.flatMap(({ id, title }, i): [string, string][] => [
      [`stages[${i}].id`, id],
      [`stages[${i}].title`, title],
    ]),
  ];
  const problems = texts.filter(([, text]) => !text?.trim()).map(([name]) => `${name} is empty`);
  if (method.notice.length === 0) problems.push('notice is empty: say what to look for');
  if (method.tags.role === 'system' && !method.paper) {
    problems.push('a method of role “system” needs its paper');
  }
  const ids = method.stages.map((stage) => stage.id);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  return [...problems, ...twice.map((id) => `two stages have the id “${id}”`)];
}

function paramProblems(params: ParamTable): string[] {
  return Object.entries(params).flatMap(([name, param]) => {
    const problems: string[] = [];
    if (!param.label.trim()) problems.push(`params.${name}.label is empty`);
    if (!param.help.trim()) problems.push(`params.${name}.help is empty`);
    if ('min' in param && param.min > param.max) {
      problems.push(`params.${name}: min ${param.min} is above max ${param.max}`);
    }
    const checked = checkParam(name, param, param.default);
    if (!checked.ok) problems.push(`params.${name}.default: ${checked.message}`);
    return [...problems, ...conditionProblems(name, param, params)];
  });
}

function conditionProblems(name: string, param: Param, params: ParamTable): string[] {
  if (!param.when) return [];
  const other = params[param.when.param];
  if (!other) return [`params.${name}.when names “${param.when.param}”, which is no parameter`];
  return param.when.is.flatMap((value) => {
    const checked = checkParam(`params.${name}.when`, other, value);
    return checked.ok ? [] : [checked.message];
  });
}

/** Each kind of mistake once, at the smallest budget where it shows. */
function budgetProblems(method: AnyMethod, domains: readonly Domain[]): string[] {
  const first = new Map<string, string>();
  for (const [budget, shape] of probes(method, domains)) {
    const resolved = resolveParams(method.params, method.atBudget(budget, shape));
    if (resolved.ok || first.has(resolved.field)) continue;
    first.set(resolved.field, `atBudget(${budget}): ${resolved.message}`);
  }
  return [...first.values()];
}

function probes(method: AnyMethod, domains: readonly Domain[]): [number, object][] {
  const shapes = domains.find(({ id }) => id === method.domain)?.probes ?? [];
  return shapes.flatMap((shape) => BUDGETS.map((budget): [number, object] => [budget, shape]));
}
