import { expect, it } from 'vitest';
import { methods } from '../../../src/views/attention/methods.ts';
import { failureText, stepsOf } from '../../../src/kit/shown.ts';
import { usualOf } from '../../../src/core/card.ts';
import { card } from '../../../src/domains/attention/card.ts';
import { attentionSummary } from '../../../src/views/attention/summary.ts';

const spec = { ...usualOf(card), method: 'minference' };
await methods.load(['flexprefill', 'minference']);
const asked = methods.entryOf('flexprefill');
const own = methods.entryOf('minference');
const figure = { entry: own, spec };

it('names the method that made the figure, not the one asked for since', () => {
  const metrics = { sparsity: 0.845, recall: 0.689 };
  expect(attentionSummary(figure.entry.name, metrics)).toBe(
    'MInference keeps 15.5 % of the causal pairs and 0.69 of the attention mass.',
  );
});

it('says what failed and what is still on show', () => {
  expect(failureText('it failed', { entry: own, figure: null })).toBe('it failed');
  expect(failureText('it failed', { entry: own, figure })).toBe(
    'it failed. The last good figure stays below.',
  );
  expect(failureText('It failed.', { entry: asked, figure })).toBe(
    'It failed. The last good figure, by MInference, stays below.',
  );
});

it('shows the steps that ran, and all before that is known', () => {
  const all = [
    { id: 'a', title: 'A' },
    { id: 'b', title: 'B' },
  ];
  expect(stepsOf(all, [])).toBe(all);
  const ran = [{ id: 'b', title: 'B', caption: '', drawables: [] }];
  expect(stepsOf(all, ran).map(({ id }) => id)).toEqual(['b']);
});
