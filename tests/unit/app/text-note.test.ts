import { expect, it } from 'vitest';
import { textNote } from '../../../src/views/weights/text-note.ts';

it('says what a text is good for', () => {
  expect(textNote('a tale', 1408, 512)).toBe(
    '512 tokens calibrate, the 256 after them are held out to measure; the rest is not read.',
  );
  expect(textNote('a tale', 600, 512)).toBe(
    '450 tokens calibrate, the 150 after them are held out to measure.',
  );
});

it('warns of texts that are too short', () => {
  expect(textNote('short', 40, 512)).toBe(
    'Only 30 tokens calibrate and 10 are held out: numbers from so few swing widely.',
  );
  expect(textNote('a', 3, 512)).toMatch(/^Too short to hold tokens out/);
  expect(textNote('  ', 1408, 512)).toMatch(/^Type something/);
});
