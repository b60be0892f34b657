// Finding a browser, or getting one: on a made-up system whose programs are shell scripts.
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { ensureBrowser, ensureFirefox, findBrowser, findFirefox } from '../../../tools/browser.ts';
import { scratch, write } from './scratch.ts';

const playwright = vi.hoisted(() => ({ own: '' }));
vi.mock('playwright', () => ({ chromium: { executablePath: () => playwright.own } }));

const STARTS = '#!/bin/sh\nexit 0\n';
const FAILS = '#!/bin/sh\nexit 1\n';
/** A program that writes another one. */
const makes = (path: string): string =>
  `#!/bin/sh\nprintf '#!/bin/sh\\n' > '${path}'\n/bin/chmod +x '${path}'\n`;

/** A system with these programs on its path, run by root or not. */
function system(programs: Record<string, string>, root = true): string {
  const folder = scratch();
  for (const [name, text] of Object.entries(programs)) add(folder, name, text);
  playwright.own = join(folder, 'own/chrome');
  vi.stubEnv('PATH', folder);
  vi.stubEnv('CHROME_PATH', undefined);
  vi.stubEnv('FIREFOX_PATH', undefined);
  vi.spyOn(process, 'getuid').mockReturnValue(root ? 0 : 1000);
  return folder;
}

function add(folder: string, name: string, text: string): void {
  write(folder, { [name]: text });
  chmodSync(join(folder, name), 0o755);
}

function ensure(): { path: string; said: string[] } {
  const said: string[] = [];
  return { path: ensureBrowser((line) => said.push(line)).path, said };
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('Playwright’s own browser comes before the system’s, and installs nothing', () => {
  const folder = system({ 'own/chrome': STARTS, chromium: STARTS, npx: FAILS });
  expect(ensure()).toEqual({ path: join(folder, 'own/chrome'), said: [] });
  rmSync(join(folder, 'own/chrome'));
  expect(ensure()).toEqual({ path: join(folder, 'chromium'), said: [] });
});

test('a browser that does not start is passed over', () => {
  const folder = system({ 'own/chrome': FAILS, chromium: FAILS, 'google-chrome': STARTS });
  expect(findBrowser()?.path).toBe(join(folder, 'google-chrome'));
});

test('CHROME_PATH decides where it is set, and must name a file', () => {
  const folder = system({ chromium: STARTS, other: STARTS });
  vi.stubEnv('CHROME_PATH', join(folder, 'other'));
  expect(findBrowser()?.path).toBe(join(folder, 'other'));
  vi.stubEnv('CHROME_PATH', '/no/such/browser');
  expect(() => findBrowser()).toThrow('CHROME_PATH names “/no/such/browser”');
});

test('where there is none, Playwright downloads one', () => {
  const folder = system({ 'own/other': '' });
  add(folder, 'npx', makes(playwright.own));
  expect(findBrowser()).toBeNull();
  const { path, said } = ensure();
  expect(path).toBe(playwright.own);
  expect(said).toEqual(['no browser found: downloading Chromium through Playwright']);
});

test('where the download fails, root installs the package', () => {
  const folder = system({ npx: FAILS });
  add(
    folder,
    'apt-get',
    makes(join(folder, 'chromium')).replace('\n', '\n[ "$1" = install ] || exit 0\n'),
  );
  const { path, said } = ensure();
  expect(path).toBe(join(folder, 'chromium'));
  expect(said[1]).toBe('the download failed: installing the package `chromium` with apt-get');
});

test('where nothing helps, says what to do', () => {
  const folder = system({ npx: FAILS }, false);
  add(folder, 'apt-get', makes(join(folder, 'chromium')));
  expect(ensure).toThrow('could not install a browser; install Chromium or Chrome by hand');
});

test('Firefox: named, or the system’s that starts, or the package where root may install it', () => {
  let folder = system({ 'firefox-esr': FAILS, firefox: STARTS });
  expect(findFirefox()?.path).toBe(join(folder, 'firefox'));
  vi.stubEnv('FIREFOX_PATH', join(folder, 'firefox-esr'));
  expect(findFirefox()?.path).toBe(join(folder, 'firefox-esr'));
  vi.stubEnv('FIREFOX_PATH', '/no/such/browser');
  expect(() => findFirefox()).toThrow('FIREFOX_PATH names “/no/such/browser”');

  folder = system({});
  const made = makes(join(folder, 'firefox-esr'));
  add(folder, 'apt-get', made.replace('\n', '\n[ "$1" = install ] || exit 0\n'));
  const said: string[] = [];
  expect(ensureFirefox((line) => said.push(line)).path).toBe(join(folder, 'firefox-esr'));
  expect(said).toEqual(['no Firefox found: installing the package `firefox-esr` with apt-get']);

  system({}, false);
  expect(() => ensureFirefox(() => undefined)).toThrow('could not install Firefox; install it');
});
