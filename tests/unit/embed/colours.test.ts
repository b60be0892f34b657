import { expect, test } from 'vitest';
import { openToHost } from '../../../src/embed/colours.ts';
import { lightnessOf } from '../../../src/embed/scheme.ts';

test('the host can set every colour, and the frame knows the theme', () => {
  const css =
    ":root,\n:host {\n  --ink: #111;\n}\n:root[data-theme='dark'],\n:host([data-theme='dark']) {\n  --ink: #eee;\n}\n:root:not([data-theme='light']),\n:host(:not([data-theme='light'])) {\n}";
  const open = openToHost(css);
  expect(open).toContain('--ink:var(--sparsity-ink,#111)');
  expect(open).toContain(".sf-frame[data-theme='dark'] {");
  expect(open).toContain(".sf-frame:not([data-theme='light']) {");
  expect(open).not.toMatch(/:root|:host/);
});

test.for([
  ['rgb(255, 255, 255)', 1],
  ['rgb(0, 0, 0)', 0],
  ['rgba(0, 0, 0, 0)', null],
  ['rgba(255, 255, 255, 0.9)', 1],
  ['oklch(0.25 0.02 250)', 0.25],
  ['lab(80 0 0)', 0.8],
  ['transparent', null],
] as const)('lightness of %s is %s', ([colour, lightness]) => {
  if (lightness === null) expect(lightnessOf(colour)).toBeNull();
  else expect(lightnessOf(colour)).toBeCloseTo(lightness, 5);
});
