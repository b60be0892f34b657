// Twenty figures on one page, read from top to bottom: how long the page's own thread is held up, and what
// page and worker take in memory at the end.
import type { Page } from 'playwright';
import { pictured, withEmbeds, type EmbedHost } from '../embeds.ts';
import { milliseconds, type Outcome, type Row } from '../row.ts';

const BLOCKED_MS = 200;
const MEMORY_MB = 50;

export const embedTwenty: Row = {
  measure: 'a page with twenty figures, read from top to bottom',
  against: 'the same page with twenty PNGs',
  atLeast: `blocked under ${BLOCKED_MS} ms, at most ${MEMORY_MB} MB more`,
  run: (bench) =>
    withEmbeds(bench, async (host): Promise<Outcome[]> => {
      const ours = await read(host, 'twenty.html', pictured);
      const theirs = await read(host, 'made/still-twenty.html', () => Promise.resolve());
      const more = (ours.bytes - theirs.bytes) / 1e6;
      return [
        {
          case: 'main thread blocked: what tasks took over 50 ms each',
          ours: milliseconds(ours.blocked),
          theirs: milliseconds(theirs.blocked),
          result: milliseconds(ours.blocked),
          met: ours.blocked < BLOCKED_MS,
        },
        {
          case: 'memory of page and worker',
          ours: `${(ours.bytes / 1e6).toFixed(1)} MB`,
          theirs: `${(theirs.bytes / 1e6).toFixed(1)} MB`,
          result: `${more.toFixed(1)} MB more`,
          met: more <= MEMORY_MB,
        },
      ];
    }),
};

async function read(
  host: EmbedHost,
  path: string,
  ready: (page: Page) => Promise<void>,
): Promise<{ blocked: number; bytes: number }> {
  const page = await host.open();
  await page.addInitScript(() => {
    const held: number[] = [];
    Object.assign(window, { held });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) held.push(Math.max(0, duration - 50));
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(host.url + path);
  await ready(page);
  const figures = page.locator('sparsity-figure, img');
  const count = await figures.count();
  for (let i = 0; i < count; i++) {
    await figures.nth(i).evaluate((figure) => figure.scrollIntoView({ block: 'center' }));
    const canvas = figures.nth(i).locator('[role=grid][aria-busy=false]');
    if (path === 'twenty.html') await canvas.waitFor();
    await page.waitForTimeout(300);
  }
  const blocked = await page.evaluate(() =>
    (window as unknown as { held: number[] }).held.reduce((sum, ms) => sum + ms, 0),
  );
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const bytes = await page.evaluate(async () => {
    const measure = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
    };
    return (await measure.measureUserAgentSpecificMemory()).bytes;
  });
  await page.context().close();
  return { blocked, bytes };
}
