// Links that people have, and calls of the command line, give what they always gave: numbers to the last
// digit, pictures to the byte. Where a change is meant, `npm run golden` writes the set anew, and the change
// is said in the commit, case by case.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { usualOf } from '../../../src/core/card.ts';
import { cards } from '../../../src/domains/cards.generated.ts';
import { catalogue } from '../../../src/methods/catalogue.generated.ts';
import { answerOf } from './answer.ts';
import { casesOf, GOLDEN, storedAnswer } from './cases.ts';
import { differences } from './differences.ts';

describe.each(['links', 'commands'] as const)('%s', (kind) => {
  const cases = casesOf(kind);

  test.for(cases)('$name', async (each) => {
    const expected = storedAnswer(kind, each.name);
    if (!expected) throw new Error(`there is no answer to “${each.name}” yet: npm run golden`);
    expect(differences(await answerOf(kind, each), expected)).toEqual([]);
  });

  test('every stored answer is to a case', () => {
    const names = new Set(cases.map(({ name }) => name));
    const stored = readdirSync(join(GOLDEN, kind)).map((file) => file.replace(/\.\w+$/, ''));
    expect(stored.filter((name) => !names.has(name))).toEqual([]);
  });
});

test('every method stands in a link', () => {
  const linked = casesOf('links').map(({ asked }) => /\bm=([\w-]+)/.exec(asked)?.[1]);
  const usual = cards.map((card) => usualOf(card).method);
  const methods = catalogue.map(({ id }) => id);
  expect(methods.filter((id) => !linked.includes(id) && !usual.includes(id))).toEqual([]);
});

describe('differences', () => {
  const answer = (values: object, svg: string | null = null) => ({ values, svg });

  test('name the number, what it is and what it was', () => {
    const was = answer({ figure: { recall: 0.5, list: [1, 2] }, gone: null });
    const now = answer({ figure: { recall: 0.25, list: [1] } });
    expect(differences(now, was)).toEqual([
      'figure.recall: got 0.25, expected 0.5',
      'figure.list[1]: got nothing, expected 2',
      'gone: got nothing, expected null',
    ]);
  });

  test('show where a picture changes', () => {
    expect(differences(answer({}, '<a>\n<b/>'), answer({}, '<a>\n<c/>'))).toEqual([
      'line 2 of the SVG: got <b/>, expected <c/>',
    ]);
    expect(differences(answer({}), answer({}, '<a/>'))).toHaveLength(1);
  });

  test('leave alone what is new', () => {
    expect(differences(answer({ a: 1, b: 2 }), answer({ a: 1 }))).toEqual([]);
  });
});
