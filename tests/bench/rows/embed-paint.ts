// How soon a blog with a figure is there, on a processor slowed down to a quarter: the page's first paint,
// and the moment from which the figure's slider can be moved.
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
      const ours = await time(host, 'blog.html', 'element');
      const still = await time(host, 'made/still-blog.html', 'picture');
      const site = await time(host, 'made/framed-blog.html', 'frame');
      return [
        outcome('to first paint', ours.paint, still.paint, 'with a PNG', LATER),
        outcome('to interactive', ours.ready, site.ready, 'with the whole site in a frame', 1),
      ];
    }),
};

interface Times {
  /** Milliseconds from the start of the navigation. */
  readonly paint: number;
  readonly ready: number;
}

async function time(
  host: EmbedHost,
  path: string,
  kind: 'element' | 'picture' | 'frame',
): Promise<Times> {
  const all: Times[] = [];
  for (let i = 0; i < TIMES; i++) {
    const page = await host.open();
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.goto(host.url + path);
    if (kind === 'element') await interactive(page);
    if (kind === 'frame') await interactive(framed(page));
    const now = await page.evaluate(() => performance.now());
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    );
    all.push({ paint, ready: now });
    await page.context().close();
  }
  return {
    paint: median(all.map(({ paint }) => paint)),
    ready: median(all.map(({ ready }) => ready)),
  };
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
