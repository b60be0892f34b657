// The saved picture of every step of every method: well-formed, all texts inside and none over another,
// everything that the step draws within it.
import { describe, expect, test } from 'vitest';
import { usualOf } from '../../../../src/core/card.ts';
import type { FigureSpec } from '../../../../src/core/spec.ts';
import type { Stage } from '../../../../src/core/trace.ts';
import { card as headCard } from '../../../../src/domains/attention/card.ts';
import { measureHead } from '../../../../src/domains/attention/metrics.ts';
import { card as matrixCard } from '../../../../src/domains/weights/card.ts';
import { marginals, matrixMetrics } from '../../../../src/domains/weights/metrics.ts';
import type { PaintWords } from '../../../../src/figure/export/map.ts';
import type { SvgSize } from '../../../../src/figure/export/size.ts';
import { defaultsOf } from '../../../../src/core/params.ts';
import { catalogue } from '../../../../src/methods/catalogue.generated.ts';
import type { AttentionHead, AttentionMethod } from '../../../../src/methods/attention.ts';
import headFiles from '../../../../src/views/attention/files.ts';
import matrixFiles from '../../../../src/views/weights/files.ts';
import * as heads from '../../methods/harness.ts';
import { faultsOf, layoutOf } from '../../support/svg.ts';
import * as weights from '../../weights/harness.ts';

const N = 96;
const HEADS = [heads.randomHead(3, N), heads.randomHead(3, 1)];
const subject = weights.randomModel(1).matrices[3]!; // o of the first block

/** Stripes: a picture that is made of few rectangles. */
const stripes: PaintWords = ({ width, height }) =>
  Promise.resolve(
    Uint32Array.from({ length: width * height }, (_, i) => (i % width < 4 ? 0xff804020 : 0)),
  );

const entryOf = (id: string) => catalogue.find((entry) => entry.id === id)!;

type Draw = (spec: FigureSpec, theme: 'light' | 'dark', size: SvgSize) => Promise<string | null>;

async function check(base: FigureSpec, stages: readonly Stage[], draw: Draw): Promise<void> {
  for (const [stage, size] of [null, ...stages].flatMap((stage) =>
    (['page', 'column'] as const).map((size) => [stage, size] as const),
  )) {
    const spec = { ...base, view: { ...base.view, stage: stage?.id ?? null, query: 5 } };
    const svg = (await draw(spec, stage ? 'dark' : 'light', size)) ?? '';
    const layout = layoutOf(svg);
    expect(faultsOf(layout), `${size} ${stage?.id}`).toEqual([]);
    const told = layout.texts.map(({ content }) => content).join(' ');
    for (const { label, kind } of stage?.drawables ?? []) {
      // On a weight matrix masks and lines are what the map shows itself.
      if (base.domain === 'weights' && (kind === 'mask' || kind === 'lines')) continue;
      expect(told.replaceAll(' ', '')).toContain(label.replaceAll(' ', ''));
    }
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg).not.toMatch(/ style=|<style/); // pages may allow no inline styles
  }
}

describe('attention', () => {
  test.for(heads.methods)('$id, of many tokens and of one', async (method) => {
    for (const head of HEADS) await checkHead(method, head);
  });

  async function checkHead(method: AttentionMethod, head: AttentionHead): Promise<void> {
    const selection = heads.run(method, head);
    const report = await measureHead(head, selection, heads.kernels, 6, () => Promise.resolve());
    const stages = selection.trace();
    const reply = { ...report, params: defaultsOf(method.params), exact: true };
    await check({ ...usualOf(headCard), method: method.id }, stages, (spec, theme, size) =>
      headFiles.svg(
        { spec, stages, reply, entry: entryOf(method.id), version: '1.2.3' },
        theme,
        stripes,
        { size },
      ),
    );
  }
});

describe('weights', () => {
  test.for(weights.methods)('$id', async (method) => {
    const selection = weights.run(method, subject, {}, weights.randomModel(1));
    const { rows: rowDensity, cols: colDensity } = marginals(selection.mask);
    const reply = {
      ...{ rows: subject.out, cols: subject.in, params: defaultsOf(method.params) },
      metrics: matrixMetrics(selection, 0.25),
      ...{ rowDensity, colDensity, scale: { low: 0.001, high: 1 }, group: null },
      ...{ effect: method.effect, exact: true, calibration: 24 },
      contest: selection.contest.among,
    };
    const stages = selection.trace(5);
    await check({ ...usualOf(matrixCard), method: method.id }, stages, (spec, theme, size) =>
      matrixFiles.svg(
        { spec, stages, reply, entry: entryOf(method.id), version: '1.2.3' },
        theme,
        stripes,
        { size },
      ),
    );
  });
});

test('what is over or out is found: the check can fail', () => {
  const svg = (more: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40" font-size="10"><text x="10" y="20">abc</text>${more}</svg>`;
  const faults = (more: string): string[] => faultsOf(layoutOf(svg(more)));
  expect(faults('')).toEqual([]);
  expect(faults('<text x="90" y="35">abc</text>')).toEqual(['reaches out: abc']);
  expect(faults('<g transform="translate(0 10)"><text x="10" y="12">d</text></g>')).toEqual([
    'one over the other: abc | d',
  ]);
});
