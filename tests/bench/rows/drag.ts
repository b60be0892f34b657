// What rows about dragging the budget share: a page at rest, and the time from a slider's event to the
// frame that shows the new map.
import type { Page } from 'playwright';
import { milliseconds, quantile, type Bench, type Outcome } from '../row.ts';

const MOVES = 60;

/** Drags the budget; `map` is the first word of the map's accessible name. */
export async function timeDrag(
  page: Page,
  map: string,
  name: string,
  limit: number,
): Promise<Outcome> {
  const times = await page.evaluate(timeMoves, [MOVES, map] as const);
  const p95 = quantile(times, 0.95);
  return {
    case: name,
    ours: `p50 ${milliseconds(quantile(times, 0.5))}`,
    theirs: '–',
    result: `p95 ${milliseconds(p95)}`,
    met: p95 < limit,
  };
}

/** Opens a page with a figure and waits until nothing is left to compute. */
export async function openFigure(bench: Bench, path: string): Promise<Page> {
  const page = await bench.openSite(path);
  await page.waitForFunction(
    () => {
      const numbers = [...document.querySelectorAll('.big dd')];
      return numbers.length > 0 && numbers.every((dd) => dd.textContent !== '–');
    },
    undefined,
    { timeout: 120_000 },
  );
  await page.waitForTimeout(3000);
  // The compiler that runs this file marks the names of inner functions with a helper of its own.
  await page.evaluate('globalThis.__name = (inner) => inner');
  return page;
}

/** In the page: moves the slider and waits, each time, for the frame after the map was drawn. */
async function timeMoves([moves, map]: readonly [number, string]): Promise<number[]> {
  const input = document.querySelector<HTMLInputElement>('input[type=range][aria-label=Budget]');
  if (!input) throw new Error('the budget slider is not on the page');
  let drawn = (): void => undefined;
  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (
    this: CanvasRenderingContext2D,
    ...args: unknown[]
  ) {
    Reflect.apply(put, this, args);
    if (this.canvas.closest(`[role=grid][aria-label^=${map}]`)) drawn();
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
