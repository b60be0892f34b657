// A domain that a person has just started, in a copy of the project: all that the site gives a domain is
// there, and no file but its own and the generated ones was touched.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { drawn, test } from '../hosts/fixture.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What a site is not built from. */
const APART = /^(node_modules|dist(-.+)?|tests|test-results|playwright-report|shared|\..+)$/;

/** Its site, built. */
function builtCopy(root: string): string {
  for (const path of readdirSync(ROOT).filter((name) => !APART.test(name))) {
    cpSync(join(ROOT, path), join(root, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const call = (program: string, ...args: string[]): string =>
    execFileSync(process.execPath, [join(ROOT, 'node_modules', program), ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  const tool = (name: string, ...args: string[]): string =>
    call('tsx/dist/cli.mjs', `tools/${name}.ts`, '--root', root, ...args);
  tool('new-domain', 'routing');
  tool('new-method', 'routing', 'my-choice');
  tool('bake', 'routing');
  const types = ['--tsgo', '--fail-on-warnings', '--tsconfig', './tsconfig.page.json'];
  call('svelte-check/bin/svelte-check', ...types);
  call('vite/bin/vite.js', 'build', '--logLevel', 'error');
  call('vite/bin/vite.js', 'build', '--logLevel', 'error', '--config', 'tools/vite-embed.ts');
  return join(root, 'dist');
}

test('has an explorer, a card, pages of methods, a comparison, embeds and files', async ({
  page,
  host,
}) => {
  test.setTimeout(180_000);
  page.setDefaultTimeout(15_000);
  const root = mkdtempSync(join(tmpdir(), 'atlas-'));
  try {
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    const { url } = await host({}, { withSite: false, mounts: { '/site/': builtCopy(root) } });
    const site = `${url}site/`;

    await page.goto(`${site}index.html`);
    await page.getByText('Explore').click();
    await page.getByRole('link', { name: /^Routing/ }).click();
    await expect(page).toHaveURL(/routing\.html/);
    await expect(page).toHaveTitle('Routing · Sparsity Atlas');
    await drawn(page);
    const sparsity = page.locator('.big dd').first();
    await expect(sparsity).toHaveText('75.0 %');
    await page.getByRole('slider', { name: 'Budget', exact: true }).focus();
    await page.keyboard.press('End');
    await expect(sparsity).toHaveText('0.0 %');
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('.tip')).toContainText('kept');

    await page.getByRole('button', { name: 'Share' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save SVG' }).click();
    const svg = readFileSync(await (await download).path(), 'utf8');
    expect(svg).toContain('Top k keeps 100.0 % of the cells');

    await page.goto(`${site}gallery.html`);
    await expect(page.getByRole('heading', { level: 2, name: 'Routing' })).toBeVisible();
    await page.getByRole('link', { name: 'My choice' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('My choice');
    await drawn(page);
    await expect(sparsity).toHaveText('75.0 %');

    await page.getByRole('link', { name: 'Compare with others' }).click();
    await page.getByLabel('Add a method').selectOption('top-k');
    await expect(page.locator('.panel')).toHaveCount(2);
    await expect(page.getByRole('rowheader', { name: 'kept by both' })).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);

    await page.goto(`${site}embed.html?domain=routing&method=my-choice&seed=3`);
    await drawn(page);
    await expect(page.locator('.caption')).toContainText('My choice keeps 25.0 %');
    expect(errors).toEqual([]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
