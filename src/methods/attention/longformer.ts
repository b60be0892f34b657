// Longformer: a sliding window, dilated if wanted, and a few tokens that everyone sees.
import { lazyCausal } from '../../core/mask/lazy.ts';
import { clampParam } from '../../core/params.ts';
import { defineAttention } from '../attention.ts';
import { windowFor } from './_shared/budget.ts';
import { uniformHead } from '../_shared/heads.ts';
import { tokens } from '../_shared/params.ts';
import { maskStage, resultStage } from './_shared/stages.ts';
import { count } from '../_shared/words.ts';

const params = {
  window: tokens('Window', 32, 'How many keys before itself each query reads; larger keeps more.', {
    min: 0,
  }),
  dilation: {
    kind: 'integer',
    label: 'Dilation',
    help: 'Distance between the keys of the window; larger reaches farther with as many keys, and skips those between.',
    min: 1,
    max: 16,
    default: 1,
    unit: 'tokens',
  },
  globals: tokens(
    'Global tokens',
    1,
    'How many of the first tokens everyone reads, and which read everything before them.',
    { min: 0, max: 64 },
  ),
  globalEvery: tokens(
    'Further globals every',
    0,
    'Makes every so-many-th token global as well; 0 has none.',
    { min: 0, max: 1024 },
  ),
} as const;

export default defineAttention({
  id: 'longformer',
  name: 'Longformer',
  domain: 'attention',
  summary: 'A sliding window, and a few global tokens that see and are seen by all.',
  about:
    'Each query reads a window of keys around itself, in some heads with gaps between them (dilation), so ' +
    'that more distance is covered at the same cost. A few tokens chosen for the task are global: all ' +
    'queries read them, and they read everything. Work grows in proportion to the length.',
  notice: [
    'Global rows and columns form a cross; information can cross the whole text in two steps through them.',
    'With dilation, neighbours of even and odd distance never see each other directly.',
  ],
  differs: [
    'The original looks both ways; here only earlier keys are read, w of them beside the own one.',
    'Global tokens of the original have query, key and value projections of their own, which this model was not trained with.',
    'The original chooses globals by task (the classification mark, the words of a question); here they are the first tokens and, if wanted, tokens at equal distances.',
    'Its windows of 512 and layer-wise sizes are one small window here, laid over a model that was trained with dense attention.',
  ],
  paper: {
    title: 'Longformer: The Long-Document Transformer',
    authors: 'Iz Beltagy, Matthew E. Peters, Arman Cohan',
    year: 2020,
    arxiv: '2004.05150',
    repository: 'allenai/longformer',
  },
  tags: {
    unit: 'diagonals, columns and rows',
    selection: 'static',
    training: 'learned',
    phase: 'both',
    role: 'baseline',
  },
  params,
  stages: [
    { id: 'window', title: 'Window' },
    { id: 'global', title: 'Global tokens' },
    { id: 'mask', title: 'The mask' },
  ],
  claims: [
    {
      text: 'Attention that scales linearly with the length of a text, for documents of thousands of tokens or longer.',
      source: 'Abstract, arXiv 2004.05150',
    },
  ],
  atBudget: (budget, { n }) => ({
    window: clampParam(params.window, windowFor(budget, n, params.globals.default) - 1),
  }),
  select({ n }, { window, dilation, globals, globalEvery }) {
    const isGlobal = (j: number) => j < globals || (globalEvery > 0 && j % globalEvery === 0);
    const near = lazyCausal(n, (i, keep) => {
      if (dilation === 1) return keep(Math.max(0, i - window), i + 1);
      const steps = Math.min(window, Math.floor(i / dilation));
      for (let m = steps; m >= 0; m--) keep(i - m * dilation, i - m * dilation + 1);
    });
    const columns = (before: number, keep: (start: number, end: number) => void) => {
      keep(0, Math.min(globals, before));
      if (globalEvery === 0) return;
      for (let j = 0; j < before; j += globalEvery) if (j >= globals) keep(j, j + 1);
    };
    const cross = lazyCausal(n, (i, keep) => {
      if (isGlobal(i)) keep(0, i + 1);
      else columns(i + 1, keep);
    });
    const mask = lazyCausal(n, (i, keep) => {
      if (isGlobal(i)) return keep(0, i + 1);
      // Globals and the window interleave where both have gaps: merge them in order.
      const runs: [number, number][] = [];
      const collect = (start: number, end: number) => void runs.push([start, end]);
      columns(i + 1, collect);
      near.forEachRun(i, collect);
      runs.sort((a, b) => a[0] - b[0]);
      for (const [start, end] of runs) keep(start, end);
    });
    let globalCount = 0;
    for (let j = 0; j < n; j++) if (isGlobal(j)) globalCount++;
    return {
      mask,
      estimationFlops: 0,
      decodeKeys: mask.rowCount(n - 1),
      trace: () => [
        maskStage(
          'window',
          `Each query reads its own key and ${count(window, 'key')} before it${dilation > 1 ? `, one in ${dilation}` : ''}, so back to offset ${window * dilation}.`,
          near,
          'window',
        ),
        maskStage(
          'global',
          `${count(globalCount, 'global token')} of ${count(n, 'token')} ${globalCount === 1 ? 'reads' : 'read'} everything before and ${globalCount === 1 ? 'is' : 'are'} read by everyone after.`,
          cross,
          'global rows and columns',
        ),
        resultStage(mask),
      ],
    };
  },
  facts: [
    {
      name: 'window without globals',
      why: 'One key before its own: a sliding window of 2 keys, 1 + 4·2 pairs.',
      head: () => uniformHead(5),
      params: { window: 1, globals: 0 },
      rows: ['#....', '##...', '.##..', '..##.', '...##'],
      pairs: 9,
    },
    {
      name: 'dilated window',
      why: 'Offsets 0, 2 and 4: two steps of two.',
      head: () => uniformHead(6),
      params: { window: 2, dilation: 2, globals: 0 },
      rows: ['#.....', '.#....', '#.#...', '.#.#..', '#.#.#.', '.#.#.#'],
    },
    {
      name: 'globals',
      why: 'Tokens 0 and 3 are global: their columns stay for all, and row 3 is complete.',
      head: () => uniformHead(6),
      params: { window: 1, globals: 1, globalEvery: 3 },
      rows: ['#.....', '##....', '###...', '####..', '#..##.', '#..###'],
    },
  ],
});
