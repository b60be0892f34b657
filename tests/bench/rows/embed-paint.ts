// How soon a blog with a figure is there, on a processor slowed down to a quarter: the page's first paint,
// and the moment from which the figure's slider can be moved.
import type { Page } from 'playwright';
import { framed, interactive, withEmbeds, type EmbedHost } from '../embeds.ts';
import { median, milliseconds, type Outcome, type Row } from '../row.ts';

const TIMES = 5;
const SLOWER = 4;
/** How much later than a page with a still picture the first paint may come. */
const LATER = 1.25;

export const embedPaint: Row = {
  measure: `blog with a figure, the page’s processor slowed ${SLOWER} times`,
  against: 'the same page otherwise',
  atLeast: 'first paint as with a picture; interactive before the whole site in a frame',
  run: (bench) =>
    withEmbeds(bench, async (host) => {
      const all: { ours: Times; still: Times; site: Times }[] = [];
      // In turns, so that what else the machine does hits all of them.
      for (let i = 0; i < TIMES; i++) {
        all.push({
          ours: await time(host, 'blog.html', interactive),
          still: await time(host, 'made/still-blog.html', () => Promise.resolve()),
          site: await time(host, 'made/framed-blog.html', (page) => interactive(framed(page))),
        });
      }
      const middle = (read: (times: (typeof all)[number]) => number) => median(all.map(read));
      return [
        outcome(
          'to first paint',
          middle(({ ours }) => ours.paint),
          middle(({ still }) => still.paint),
          'with a PNG',
          LATER,
        ),
        outcome(
          'to interactive',
          middle(({ ours }) => ours.ready),
          middle(({ site }) => site.ready),
          'with the whole site in a frame',
          1,
        ),
      ];
    }),
};

/** Milliseconds from the start of the navigation. */
interface Times {
  readonly paint: number;
  readonly ready: number;
}

async function time(
  host: EmbedHost,
  path: string,
  wait: (page: Page) => Promise<void>,
): Promise<Times> {
  const page = await host.open();
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.goto(host.url + path);
  await wait(page);
  const ready = await page.evaluate(() => performance.now());
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length);
  const paint = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  );
  await page.context().close();
  return { paint, ready };
}

function outcome(name: string, ours: number, theirs: number, what: string, limit: number): Outcome {
  const ratio = ours / theirs;
  return {
    case: name,
    ours: milliseconds(ours),
    theirs: `${milliseconds(theirs)} ${what}`,
    result: ratio < 1 ? `${(1 / ratio).toFixed(1)}× sooner` : `${ratio.toFixed(2)}× as long`,
    met: ratio <= limit,
  };
}
