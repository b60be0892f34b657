import { describe, expect, test } from 'vitest';
import { makeTale } from '../../../src/model/tales.ts';
import type { Tale, TaleQuestionKind } from '../../../src/model/tales.ts';

const tales = Array.from({ length: 60 }, (_, seed) => makeTale(`test ${seed}`));
const short = Array.from({ length: 60 }, (_, seed) =>
  makeTale(`test ${seed}`, { minCharacters: 1300 }),
);

/** The last value stated for a question in the text before an offset, read by plain patterns. */
function lookUp(text: string, kind: TaleQuestionKind, question: string): string | undefined {
  const name = /of (\w+)\?|does (\w+)|is (\w+) now/.exec(question)?.slice(1).find(Boolean) ?? '';
  const thing = /has (the .*)\?/.exec(question)?.[1] ?? '';
  const patterns: Record<TaleQuestionKind, string[]> = {
    number: [`The lucky number of ${name} is (\\d{4})`],
    trade: [`${name} is a (\\w+)`],
    home: [`${name} lives in (\\w+)`],
    coat: [`${name} wears a (\\w+) coat`],
    place: [`${name} walks to the (\\w+)`],
    object: [`(\\w+) finds ${thing}\\.`, `gives ${thing} to (\\w+)`],
    count: ['counts (\\w+) wares'],
  };
  const found = patterns[kind].flatMap((source) => [...text.matchAll(new RegExp(source, 'g'))]);
  return found.sort((a, b) => a.index - b.index).at(-1)?.[1];
}

describe('makeTale', () => {
  test('is the same for a seed and another for another seed', () => {
    expect(makeTale(5)).toEqual(makeTale('5'));
    expect(new Set(tales.map((tale) => tale.text)).size).toBe(tales.length);
  });

  test('keeps its text: published figures quote tales by seed', () => {
    expect(makeTale(1).text.slice(0, 120)).toBe(
      'This is the tale of Rosa, Anton, Nora, Karl and Mats.\n\nRosa is a weaver. ' +
        'The lucky number of Rosa is 9121. Rosa counts f',
    );
  });

  test('ends soon after the length that was asked for', () => {
    for (const tale of tales) expect(tale.text.length).toBeGreaterThanOrEqual(4300);
    for (const tale of tales) expect(tale.text.length).toBeLessThan(4800);
    for (const tale of short) expect(tale.text.length).toBeGreaterThanOrEqual(1300);
    for (const tale of short) expect(tale.text.length).toBeLessThan(1900);
  });

  test('a short tale begins as the long one of the same seed', () => {
    short.forEach((tale, i) => {
      expect(tales[i]?.text.startsWith(tale.text.slice(0, 1200))).toBe(true);
    });
  });

  test('offsets point at question, answer and the place where the answer was last told', () => {
    for (const { text, questions } of [...tales, ...short]) {
      for (const q of questions) {
        expect(text.startsWith(q.question, q.start)).toBe(true);
        expect(text.slice(q.answerStart, q.answerEnd)).toBe(q.answer);
        expect(text.startsWith(q.answer, q.sourceStart)).toBe(true);
        expect(q.sourceStart).toBeLessThan(q.start);
        expect(q.answerStart).toBeGreaterThan(q.start + q.question.length);
        expect(text[q.answerEnd]).toBe('.');
      }
    }
  });

  test('every answer agrees with what the text told before', () => {
    const kinds = new Set<TaleQuestionKind>();
    for (const { text, questions } of [...tales, ...short]) {
      for (const q of questions) {
        kinds.add(q.kind);
        expect(lookUp(text.slice(0, q.start), q.kind, q.question)).toBe(q.answer);
      }
    }
    expect([...kinds].sort()).toEqual(
      ['coat', 'count', 'home', 'number', 'object', 'place', 'trade'].sort(),
    );
  });

  test('needles are four digits, unique within a tale, and asked for in every tale', () => {
    const needles = (tale: Tale) => tale.questions.filter((q) => q.kind === 'number');
    for (const tale of [...tales, ...short]) {
      expect(needles(tale).length).toBeGreaterThan(0);
      const owners = new Map<string, string>();
      for (const q of needles(tale)) {
        expect(q.answer).toMatch(/^[1-9]\d{3}$/);
        expect(owners.get(q.answer) ?? q.question).toBe(q.question);
        owners.set(q.answer, q.question);
      }
    }
    const distances = tales.flatMap(needles).map((q) => q.start - q.sourceStart);
    expect(distances.filter((d) => d < 200).length / distances.length).toBeGreaterThan(0.1);
    expect(distances.filter((d) => d > 800).length / distances.length).toBeGreaterThan(0.2);
  });

  test('wares are counted twice in the same words, refrains return word for word', () => {
    let again = 0;
    let refrains = 0;
    for (const { text } of tales) {
      for (const match of text.matchAll(/counts again: ([^.]*)\./g)) {
        expect(text.slice(0, match.index)).toContain(`wares: ${match[1] ?? ''}.`);
        again++;
      }
      const songs = [...text.matchAll(/\n\n(\w[^.]*;\n[^.]*\.)\n\n/g)].map((m) => m[1]);
      expect(new Set(songs).size).toBeLessThanOrEqual(1);
      refrains += songs.length;
    }
    expect(again).toBeGreaterThan(30);
    expect(refrains).toBeGreaterThan(100);
  });

  test('refuses a length that is no length', () => {
    for (const bad of [0, -1, NaN, Infinity]) {
      expect(() => makeTale(1, { minCharacters: bad })).toThrow(`got ${bad}`);
    }
  });
});
