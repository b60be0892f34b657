// What a reader downloads for one figure in a blog: until its poster stands, and until it is alive. Counted
// by the server, as sent, compressed.
import type { Page } from 'playwright';
import { framed, interactive, MARK, withEmbeds, type EmbedHost } from '../embeds.ts';
import type { Outcome, Row } from '../row.ts';

const LOADER_KB = 4;
const PLAYER_KB = 60;

export const embedBytes: Row = {
  measure: 'bytes for a figure in a blog, gzip',
  against: 'the same page otherwise',
  atLeast: `scripts of the page ${LOADER_KB} kB to the poster, ${PLAYER_KB} kB to the picture`,
  run: (bench) =>
    withEmbeds(bench, async (host) => {
      const idle = (page: Page) => page.waitForLoadState('networkidle');
      const poster = await bytes(host, 'blog.html', async (page) => {
        await page.route(/\/assets\/embed\/player/, (route) => route.abort());
        return () => idle(page);
      });
      const live = await bytes(host, 'blog.html', firstPicture);
      const still = await bytes(host, 'made/still-blog.html', async (page) => () => idle(page));
      const site = await bytes(host, 'made/framed-blog.html', async (page) => {
        return () => interactive(framed(page));
      });
      return [
        outcome('to its poster', poster, LOADER_KB, `${kilobytes(still.all)} with a PNG`),
        outcome(
          'to its first live picture',
          live,
          PLAYER_KB,
          `${kilobytes(site.all)} with the whole site in a frame`,
        ),
      ];
    }),
};

/** Marks the very event in the order of what is asked for: controls come right after it. */
async function firstPicture(page: Page): Promise<() => Promise<void>> {
  await page.addInitScript((mark) => {
    addEventListener('sparsity-ready', () => void fetch(`./made/${mark}`));
  }, MARK);
  const marked = page.waitForResponse((response) => response.url().endsWith(MARK));
  return async () => void (await marked);
}

interface Bytes {
  readonly all: number;
  /** Scripts that the page's own thread runs. */
  readonly scripts: number;
}

async function bytes(
  host: EmbedHost,
  path: string,
  prepare: (page: Page) => Promise<() => Promise<void>>,
): Promise<Bytes> {
  const page = await host.open();
  const wait = await prepare(page);
  const from = host.sent.length;
  await page.goto(host.url + path);
  await wait();
  const all = host.sent.slice(from);
  const mark = all.findIndex((file) => file.path.endsWith(MARK));
  const sent = all
    .slice(0, mark < 0 ? all.length : mark)
    .filter((file) => !/\.html$|\/blog\.css$/.test(file.path));
  await page.context().close();
  const own = sent.filter(
    (file) => file.path.endsWith('.js') && !/\/assets\/(worker|methods)\//.test(file.path),
  );
  return { all: sum(sent), scripts: sum(own) };
}

function sum(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((total, file) => total + file.bytes, 0);
}

function outcome(name: string, ours: Bytes, limit: number, theirs: string): Outcome {
  const scripts = ours.scripts / 1000;
  return {
    case: name,
    ours: kilobytes(ours.all),
    theirs,
    result: `${scripts.toFixed(1)} kB of scripts`,
    met: scripts > 0 && scripts <= limit,
  };
}

function kilobytes(count: number): string {
  return `${(count / 1000).toFixed(count < 1e5 ? 1 : 0)} kB`;
}
