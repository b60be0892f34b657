// Every case of published code through our own methods: equal, or different exactly as is said of it.
import { expect, test } from 'vitest';
import { readOfficial, type Remark } from '../../../tools/catalogue/official.ts';
import { goldenOf, ROOT, runnerOf } from './cases.ts';
import { outcomeOf } from './compare.ts';
import type { Rules } from './mapping.ts';

/** One file a method, in the folder of its domain. */
const files = import.meta.glob<{ readonly rules: Rules }>('./*/[a-z]*.ts', { eager: true });
const mappings = new Map(
  Object.entries(files).map(([path, { rules }]) => [path.slice('./'.length, -'.ts'.length), rules]),
);

const { cases, remarks } = readOfficial(ROOT);
const pairs = cases.flatMap((about) => about.ours.map((ours) => ({ about, ours })));

test.each(pairs)('$ours does what published code did in $about.file', async ({ about, ours }) => {
  const rule = mappings.get(ours)?.[about.method];
  if (!rule) throw new Error(`tests/unit/official/${ours}.ts has no rule “${about.method}”`);
  const golden = goldenOf(about);
  const outcome = outcomeOf(golden, await rule(golden, runnerOf(ours, golden)));
  const remark = remarks.find(({ file, method }) => file === about.file && method === ours);
  expect(outcome).toEqual({ ...expected(remark, outcome.of), problems: [] });
});

function expected(remark: Remark | undefined, cells: number) {
  const { differing = 0, leftOut = 0, of = cells } = remark ?? {};
  return { differing, leftOut, of };
}

test('every rule that a method is asked for has a case', () => {
  const asked = new Set(pairs.map(({ about, ours }) => `${ours} ${about.method}`));
  const ready = [...mappings].flatMap(([ours, rules]) =>
    Object.keys(rules).map((rule) => `${ours} ${rule}`),
  );
  expect(ready.filter((each) => !asked.has(each))).toEqual([]);
});
