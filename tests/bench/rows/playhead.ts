// Scrubbing through a cache's steps in the built site: how long frames take while the playhead moves with each.
import { milliseconds, quantile, type Row } from '../row.ts';
import { openFigure } from './drag.ts';

const STEPS = 200;
/** A frame of 60 in a second, and what the clock rounds. */
const FRAME = 1000 / 60 + 1;

export const playhead: Row = {
  measure: `playhead through ${STEPS} steps of a cache, 512 tokens, a step a frame`,
  against: '–',
  atLeast: '60 frames/s at p95',
  async run(bench) {
    const page = await openFigure(bench, 'decode.html');
    const frames = await page.evaluate(scrub, STEPS);
    const p95 = quantile(frames, 0.95);
    return [
      {
        case: '',
        ours: `p50 ${milliseconds(quantile(frames, 0.5))}`,
        theirs: '–',
        result: `p95 ${milliseconds(p95)}`,
        met: p95 <= FRAME,
      },
    ];
  },
};

/** In the page: moves the playhead in every frame; times from one frame to the next. */
async function scrub(steps: number): Promise<number[]> {
  const input = document.querySelector<HTMLInputElement>(
    '[aria-label="One step"] input[type=range]',
  );
  if (!input) throw new Error('the playhead is not on the page');
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const times: number[] = [];
  let last = await frame();
  for (let step = 0; step < steps; step++) {
    input.value = String(step);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  return times;
}
