// How the figure follows the finger, in the built site: from a slider's event to the frame that shows
// the new map, and the longest task that the page's own thread had while the slider was dragged.
import type { Page } from 'playwright';
import { milliseconds, quantile, type Bench, type Outcome, type Row } from '../row.ts';

const CASES = [
  { id: 'window', name: 'window', limit: 16 },
  { id: 'minference', name: 'MInference', limit: 50 },
];
const MOVES = 60;
const DRAG_MS = 5000;

export const slider: Row = {
  measure: 'slider to painted pixels, 1,024 tokens, one head',
  against: '–',
  atLeast: 'p95 under 16 ms (window), 50 ms (MInference)',
  async run(bench) {
    const outcomes: Outcome[] = [];
    for (const { id, name, limit } of CASES) {
      const page = await openFigure(bench, id);
      const times = await page.evaluate(timeMoves, MOVES);
      const p95 = quantile(times, 0.95);
      outcomes.push({
        case: name,
        ours: `p50 ${milliseconds(quantile(times, 0.5))}`,
        theirs: '–',
        result: `p95 ${milliseconds(p95)}`,
        met: p95 < limit,
      });
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
      const page = await openFigure(bench, id, 512);
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

/** Opens the explorer and waits until nothing is left to compute. */
async function openFigure(bench: Bench, method: string, tokens = 1024): Promise<Page> {
  const page = await bench.openSite(`index.html#m=${method}&n=${tokens}&t=tale.11&vs=dense`);
  await page.waitForFunction(
    () => [...document.querySelectorAll('.big dd')].every((dd) => dd.textContent !== '–'),
    undefined,
    { timeout: 120_000 },
  );
  await page.waitForTimeout(3000);
  // The compiler that runs this file marks the names of inner functions with a helper of its own.
  await page.evaluate('globalThis.__name = (inner) => inner');
  return page;
}

/** In the page: moves the slider and waits, each time, for the frame after the map was drawn. */
async function timeMoves(moves: number): Promise<number[]> {
  const input = document.querySelector<HTMLInputElement>('input[type=range][aria-label=Budget]');
  if (!input) throw new Error('the budget slider is not on the page');
  let drawn = (): void => undefined;
  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (
    this: CanvasRenderingContext2D,
    ...args: unknown[]
  ) {
    Reflect.apply(put, this, args);
    if (this.canvas.closest('[role=grid][aria-label^=Attention]')) drawn();
  };
  const times: number[] = [];
  for (let move = 0; move < moves; move++) {
    // Back and forth over the middle, a new place every time.
    const place = Number(input.max) * (0.45 + 0.25 * Math.sin(move * 0.7) + 0.0007 * move);
    const painted = new Promise<void>((resolve) => {
      drawn = resolve;
    });
    const begin = performance.now();
    input.value = String(place);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await painted;
    times.push(performance.now() - begin);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  CanvasRenderingContext2D.prototype.putImageData = put;
  return times.slice(5);
}

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
