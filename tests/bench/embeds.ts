// Pages with figures for the rows about embeds: the host pages of the tests beside the built site, and the
// same pages with a still picture, or with the whole site in a frame, in the figure's place.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, FrameLocator, Page } from 'playwright';
import { NotMeasured, type Bench } from './row.ts';
import { serve, type Site } from './serve.ts';

const root = join(import.meta.dirname, '../..');
const site = process.env['ATLAS_DIST'] ?? join(root, 'dist');
const pages = join(root, 'tests/hosts/pages');

export interface EmbedHost extends Site {
  /** A page of its own browser context, still empty: nothing is cached. */
  open(): Promise<Page>;
}

/** Runs `measure` with a host of pages under `/` and of the site under `/atlas/`, compressed. */
export async function withEmbeds<T>(
  bench: Bench,
  measure: (host: EmbedHost) => Promise<T>,
): Promise<T> {
  if (!existsSync(join(site, 'embed.js'))) {
    throw new NotMeasured('the site is not built; run `npm run build`');
  }
  const folder = mkdtempSync(join(tmpdir(), 'atlas-embeds-'));
  const mounts = { '/': pages, '/atlas/': site, '/made/': folder, '/made/atlas/': site };
  const served = await serve(mounts, { gzip: true });
  const contexts: BrowserContext[] = [];
  const open = async (): Promise<Page> => {
    const context = await bench.browser.newContext();
    contexts.push(context);
    return context.newPage();
  };
  try {
    await makeRivals(folder, served.url, await open());
    return await measure({ ...served, open });
  } finally {
    for (const context of contexts) await context.close();
    served.close();
    rmSync(folder, { recursive: true });
  }
}

/** A file that pages ask for when something has happened: what was sent until then stands before it. */
export const MARK = 'mark.txt';

const DRAWN = '[role=grid][aria-busy=false]';
const FIGURE = /<sparsity-figure[^]*?<\/sparsity-figure>/g;
const SCRIPT = /<script type="module" src=".\/atlas\/embed.js"><\/script>/;

/**
 * Writes the rivals of a page: `still-…`, with the figure's own PNG at twice its size, and `framed-…`, with
 * the whole site in a frame.
 */
async function makeRivals(folder: string, url: string, page: Page): Promise<void> {
  await page.goto(`${url}blog.html`);
  const png = await page.evaluate(async () => {
    const figure = document.querySelector('sparsity-figure') as unknown as {
      toPNG(scale: number): Promise<Blob>;
    };
    const bytes = await (await figure.toPNG(2)).arrayBuffer();
    return [...new Uint8Array(bytes)];
  });
  await page.context().close();
  writeFileSync(join(folder, 'figure.png'), Uint8Array.from(png));
  writeFileSync(join(folder, MARK), 'now');
  for (const name of ['blog', 'twenty']) {
    const html = readFileSync(join(pages, `${name}.html`), 'utf8');
    const without = html
      .replace(SCRIPT, '')
      .replace('<link rel="stylesheet" href="./atlas/embed.css" />', '');
    const still = without.replace(
      FIGURE,
      '<img src="./figure.png" width="608" alt="Attention kept by MInference" />',
    );
    const framed = without.replace(
      FIGURE,
      '<iframe src="./atlas/#m=minference" width="100%" height="900" title="Attention kept by MInference"></iframe>',
    );
    writeFileSync(join(folder, `still-${name}.html`), still);
    writeFileSync(join(folder, `framed-${name}.html`), framed);
  }
  writeFileSync(join(folder, 'blog.css'), readFileSync(join(pages, 'blog.css')));
}

/** Resolves with the first figure's first picture. */
export async function pictured(page: Page): Promise<void> {
  await page.locator(DRAWN).first().waitFor();
}

/** Resolves when the first figure is drawn and its slider can be moved. */
export async function interactive(scope: Page | FrameLocator): Promise<void> {
  await scope.locator(DRAWN).first().waitFor();
  await scope.getByRole('slider').first().waitFor();
}

/** The site in a page's frame. */
export function framed(page: Page): FrameLocator {
  return page.locator('iframe').first().contentFrame();
}
