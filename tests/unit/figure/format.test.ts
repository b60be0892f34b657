import { expect, test } from 'vitest';
import {
  count,
  fixed,
  percent,
  plain,
  quoted,
  shortened,
  signed,
  superscript,
  tickFormat,
  visible,
  weight,
} from '../../../src/figure/format.ts';

test('percentages carry one digit and a true minus sign', () => {
  expect(percent(0.801)).toBe('80.1 %');
  expect(percent(1)).toBe('100.0 %');
  expect(percent(-0.6384, 2)).toBe('−63.84 %');
});

test('a number that rounds to zero has no sign', () => {
  expect(fixed(-0.0004, 2)).toBe('0.00');
  expect(signed(-0.0004)).toBe('0.00');
  expect(signed(0.0004)).toBe('0.00');
});

test('differences of loss always carry their sign', () => {
  expect(signed(0.09)).toBe('+0.09');
  expect(signed(-1.234, 1)).toBe('−1.2');
});

test('weights: two digits, powers of ten below a thousandth', () => {
  expect(weight(0.083)).toBe('0.083');
  expect(weight(0.5)).toBe('0.5');
  expect(weight(0.4567)).toBe('0.46');
  expect(weight(1)).toBe('1');
  expect(weight(0)).toBe('0');
  expect(weight(0.000083)).toBe('8.3·10⁻⁵');
  expect(weight(0.001)).toBe('0.001');
});

test('superscripts of both signs and several digits', () => {
  expect(superscript(-4)).toBe('⁻⁴');
  expect(superscript(12)).toBe('¹²');
});

test('counts have thousands apart', () => {
  expect(count(131072)).toBe('131,072');
  expect(count(999)).toBe('999');
  expect(count(1000000)).toBe('1,000,000');
});

test('plain numbers keep about three digits', () => {
  expect(plain(0.4751)).toBe('0.475');
  expect(plain(12.34)).toBe('12.3');
  expect(plain(-7)).toBe('−7');
  expect(plain(2048)).toBe('2,048');
  expect(plain(0.00012)).toBe('1.20·10⁻⁴');
});

test('ticks carry no more digits than their step needs', () => {
  expect([0, 0.2, 0.4].map(tickFormat(plain, [0, 0.2, 0.4]))).toEqual(['0.0', '0.2', '0.4']);
  expect([0, 5, 10].map(tickFormat(plain, [0, 5, 10]))).toEqual(['0', '5', '10']);
  expect(tickFormat(percent, [0.5, 0.6])(0.6)).toBe('60%');
});

test('tokens show what cannot be seen', () => {
  expect(quoted(' lucky')).toBe('“ lucky”');
  expect(quoted('\n')).toBe('“↵”');
  expect(quoted('\r\n\t')).toBe('“↵⇥”');
  expect(quoted('')).toBe('⟨begin⟩');
  expect(visible('')).toBe('⟨begin⟩');
  expect(visible('a\u0000\u2029\u202eb\u200f')).toBe('a⟨U+0000⟩⟨U+2029⟩⟨U+202E⟩b⟨U+200F⟩');
  // What joins characters is part of them.
  expect(visible('👩\u200d🚀')).toBe('👩\u200d🚀');
});

test('a token that runs from right to left is a unit of its own', () => {
  for (const word of ['שלום', 'سلام', 'ܫܠܡܐ', '𞤀𞤣', 'ﻻ', ' a שלום'])
    expect(quoted(word)).toBe(`“\u2068${word}\u2069”`);
  for (const word of ['peace', 'мир', '平和', '“', '1.']) expect(quoted(word)).toBe(`“${word}”`);
  expect(shortened('שלום עולם', 5)).toBe('\u2068שלום…\u2069');
});

test('shortening counts characters, not code units', () => {
  expect(shortened(' harbour', 7)).toBe(' harbo…');
  expect(shortened('🙂🙂🙂', 3)).toBe('🙂🙂🙂');
  expect(shortened('🙂🙂🙂🙂', 3)).toBe('🙂🙂…');
});
