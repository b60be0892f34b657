// Whether memory grows while somebody explores at random: the page and its workers together, after a
// first minute against after the whole time. CI would be too short for ten minutes; the run says how
// long it was.
import type { Page } from 'playwright';
import type { Row } from '../row.ts';

const SECONDS = Number(process.env['ATLAS_MEMORY_SECONDS'] ?? 600);
const FIRST = SECONDS / 10;
const METHODS = ['window', 'minference', 'block-topk', 'flexprefill', 'streaming-llm', 'oracle'];

export const memory: Row = {
  measure: `memory after ${SECONDS} s of random exploring`,
  against: 'after the first tenth',
  atLeast: 'no growth over 10 %',
  async run(bench) {
    const page = await bench.openSite('index.html');
    await page.waitForTimeout(8000);
    await explore(page, FIRST, 1);
    const before = await bytes(page);
    await explore(page, SECONDS - FIRST, 2);
    const after = await bytes(page);
    const growth = after / before - 1;
    return [
      {
        case: 'page and workers',
        ours: `${(after / 1e6).toFixed(0)} MB`,
        theirs: `${(before / 1e6).toFixed(0)} MB`,
        result: `${growth >= 0 ? '+' : '−'}${Math.abs(growth * 100).toFixed(1)} %`,
        met: growth <= 0.1,
      },
    ];
  },
};

/** Walks through heads, methods, budgets and texts by the address, as links do. */
async function explore(page: Page, seconds: number, seed: number): Promise<void> {
  let state = seed;
  const random = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const hash = new URLSearchParams({
      layer: String(random(6)),
      head: String(random(6)),
      m: METHODS[random(METHODS.length)] ?? 'window',
      b: String((5 + random(90)) / 100),
      t: `tale.${random(4)}`,
    });
    await page.evaluate((next) => (location.hash = next), hash.toString());
    await page.waitForTimeout(400);
  }
  await page.evaluate(() => (location.hash = ''));
  await page.waitForTimeout(5000);
}

/** Memory of the page with its workers, after a collection; the browser measures it itself. */
async function bytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  return page.evaluate(async () => {
    const measure = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
    };
    return (await measure.measureUserAgentSpecificMemory()).bytes;
  });
}
