// `npm run bench [row …]`: measures in a real headless Chromium and writes the table into the README.
// With rows named, only those are measured, the table is printed and the README stays as it is.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { build } from 'vite';
import { ensureBrowser, launchArgs } from '../../tools/browser.ts';
import { NotMeasured, type Bench, type Row } from './row.ts';
import { rows } from './rows/index.ts';
import { serve } from './serve.ts';
import { insertTable, renderTable, type Measured } from './table.ts';

const root = join(import.meta.dirname, '../..');
const outDir = join(root, 'dist-bench');
const runtimeFolder = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in rows));
if (unknown.length > 0) {
  console.error(`no row “${unknown.join('”, “')}”; there are ${Object.keys(rows).join(', ')}`);
  process.exit(2);
}
const wanted = Object.entries(rows).filter(([name]) => names.length === 0 || names.includes(name));

execFileSync(process.execPath, [join(root, 'tools/build-kernels.mjs'), '--bench'], {
  stdio: 'inherit',
});
await build({
  configFile: false,
  root: join(import.meta.dirname, 'page'),
  base: './',
  logLevel: 'warn',
  worker: { format: 'es' },
  build: { outDir, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
});

const bench = await serve({
  '/': outDir,
  '/ort/': runtimeFolder,
  '/wasm/': join(root, 'src/kernels/wasm/build'),
  '/models/': join(root, 'public/models'),
});
const site = await serve({ '/': join(root, 'dist') });
const { path: executablePath } = ensureBrowser((line) => console.log(line));
const browser = await chromium.launch({ executablePath, args: [...launchArgs] });
try {
  const measured: Measured[] = [];
  for (const [name, row] of wanted) {
    console.log(`${name} …`);
    measured.push({ row, outcomes: await measure(browser, row) });
  }
  const table = renderTable(measured, conditions(browser));
  console.log(`\n${table}`);
  if (names.length === 0) {
    const readme = join(root, 'README.md');
    writeFileSync(readme, insertTable(readFileSync(readme, 'utf8'), table));
  }
} finally {
  await browser.close();
  bench.close();
  site.close();
}

async function measure(browser: Browser, row: Row): Promise<Measured['outcomes']> {
  const context = await browser.newContext();
  const open = async (address: string): Promise<Page> => {
    for (const page of context.pages()) await page.close();
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.goto(address);
    return page;
  };
  const means: Bench = {
    browser,
    openBenchPage: async () => {
      const page = await open(bench.url);
      await page.waitForFunction(() => 'bench' in window);
      return page;
    },
    openSite: (path) => {
      if (!existsSync(join(root, 'dist/index.html'))) {
        throw new NotMeasured('the site is not built; run `npm run build`');
      }
      return open(new URL(path, site.url).href);
    },
  };
  try {
    return await row.run(means);
  } catch (error) {
    if (!(error instanceof NotMeasured)) throw error;
    return error.message;
  } finally {
    await context.close();
  }
}

/** Machine, versions and date in one line. */
function conditions(browser: Browser): string {
  const processors = cpus();
  const { version } = JSON.parse(readFileSync(join(runtimeFolder, '../package.json'), 'utf8')) as {
    version: string;
  };
  return [
    `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`,
    `headless Chromium ${browser.version()}`,
    `onnxruntime-web ${version} (WASM, 1 thread)`,
    `Node ${process.versions.node}`,
    new Date().toISOString().slice(0, 10),
  ].join(', ');
}
