// How the figure follows the finger, in the built site: from a slider's event to the frame that shows
// the new map, and the longest task that the page's own thread had while the slider was dragged.
import type { Page } from 'playwright';
import { milliseconds, type Bench, type Outcome, type Row } from '../row.ts';
import { openFigure, timeDrag } from './drag.ts';

const CASES = [
  { id: 'window', name: 'window', limit: 16 },
  { id: 'minference', name: 'MInference', limit: 50 },
];
const DRAG_MS = 5000;

export const slider: Row = {
  measure: 'slider to painted pixels, 1,024 tokens, one head',
  against: '–',
  atLeast: 'p95 under 16 ms (window), 50 ms (MInference)',
  async run(bench) {
    const outcomes: Outcome[] = [];
    for (const { id, name, limit } of CASES) {
      const page = await openHead(bench, id, 1024);
      outcomes.push(await timeDrag(page, 'Attention', name, limit));
    }
    return outcomes;
  },
};

export const longTask: Row = {
  measure: 'longest main-thread task while dragging for 5 s, 512 tokens',
  against: '–',
  atLeast: 'under 50 ms',
  async run(bench) {
    const outcomes: Outcome[] = [];
    for (const { id, name } of CASES) {
      const page = await openHead(bench, id, 512);
      const longest = await page.evaluate(dragFor, DRAG_MS);
      outcomes.push({
        case: name,
        ours: longest < 50 ? 'none over 50 ms' : milliseconds(longest),
        theirs: '–',
        result: longest < 50 ? 'under 50 ms' : milliseconds(longest),
        met: longest < 50,
      });
    }
    return outcomes;
  },
};

const openHead = (bench: Bench, method: string, tokens: number): Promise<Page> =>
  openFigure(bench, `index.html#m=${method}&n=${tokens}&t=tale.11&vs=dense`);

/** In the page: drags for so long; the longest task that the browser reports (it does from 50 ms). */
async function dragFor(ms: number): Promise<number> {
  const input = document.querySelector<HTMLInputElement>('input[type=range][aria-label=Budget]');
  if (!input) throw new Error('the budget slider is not on the page');
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
  });
  observer.observe({ type: 'longtask' });
  const end = performance.now() + ms;
  for (let move = 0; performance.now() < end; move++) {
    input.value = String(Number(input.max) * (0.5 + 0.4 * Math.sin(move / 9)));
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  observer.disconnect();
  return longest;
}
