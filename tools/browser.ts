// Finds the Chromium that tests and benches drive: CHROME_PATH, Playwright's own, or the system's; and the Firefox
// that some tests drive: FIREFOX_PATH or the system's. Run as a script (`npm run browser`, `npm run browser --
// firefox`) it installs one where there is none, and says what it did.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';

export interface Browser {
  readonly path: string;
  /** Whose it is, in words. */
  readonly origin: string;
}

const SYSTEM_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
];

const FIREFOX_NAMES = ['firefox-esr', 'firefox'];

const FIREFOX_PLACES = [
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

const SYSTEM_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Flags for a quiet browser: no calls home, so that it also works on closed networks. Playwright adds
 * its own, among them the one that lets it run as root.
 */
export const launchArgs: readonly string[] = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-domain-reliability',
  '--disable-gpu',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-default-browser-check',
  '--no-first-run',
];

/** The first browser that is there and starts, or null. Installs nothing. */
export function findBrowser(): Browser | null {
  const named = namedBy('CHROME_PATH');
  if (named) return named;
  const own = chromium.executablePath();
  if (own && starts(own)) return { path: own, origin: 'downloaded by Playwright' };
  return ofSystem(SYSTEM_NAMES, SYSTEM_PLACES);
}

/** The same of Firefox. */
export function findFirefox(): Browser | null {
  return namedBy('FIREFOX_PATH') ?? ofSystem(FIREFOX_NAMES, FIREFOX_PLACES);
}

function namedBy(variable: string): Browser | null {
  const set = process.env[variable];
  if (!set) return null;
  if (!existsSync(set)) throw new Error(`${variable} names “${set}”, and there is no such file`);
  return { path: set, origin: `named by ${variable}` };
}

function ofSystem(names: readonly string[], places: readonly string[]): Browser | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const named = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const path = [...named, ...places].find(starts);
  return path === undefined ? null : { path, origin: 'of this system' };
}

/** Finds a browser or installs one; every step is told to `say`. Throws where nothing worked. */
export function ensureBrowser(say: (line: string) => void): Browser {
  const found = findBrowser();
  if (found) return found;

  say('no browser found: downloading Chromium through Playwright');
  const downloaded = run('npx', ['playwright', 'install', '--no-shell', 'chromium']);
  if (downloaded && existsSync(chromium.executablePath())) {
    if (!starts(chromium.executablePath()) && mayInstallPackages()) {
      say('the download lacks system libraries: installing them');
      run('npx', ['playwright', 'install-deps', 'chromium']);
    }
  } else if (mayInstallPackages()) {
    say('the download failed: installing the package `chromium` with apt-get');
    installPackage('chromium');
  }
  const installed = findBrowser();
  if (installed) return installed;
  throw new Error(
    'could not install a browser; install Chromium or Chrome by hand, or set CHROME_PATH to one',
  );
}

/** The same of Firefox. */
export function ensureFirefox(say: (line: string) => void): Browser {
  const found = findFirefox();
  if (found) return found;
  if (mayInstallPackages()) {
    say('no Firefox found: installing the package `firefox-esr` with apt-get');
    installPackage('firefox-esr');
  }
  const installed = findFirefox();
  if (installed) return installed;
  throw new Error(
    'could not install Firefox; install it by hand (Debian’s package is firefox-esr), or set FIREFOX_PATH to one',
  );
}

/** A browser without its shared libraries, or a stub that only points to a store, does not. */
function starts(path: string): boolean {
  if (!existsSync(path)) return false;
  if (process.platform === 'win32') return true; // `--version` opens a window there
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

function installPackage(name: string): void {
  run('apt-get', ['update']);
  run('apt-get', ['install', '--yes', '--no-install-recommends', name]);
}

function mayInstallPackages(): boolean {
  return process.getuid?.() === 0 && run('apt-get', ['--version'], 'ignore');
}

function run(command: string, args: readonly string[], output: 'inherit' | 'ignore' = 'inherit') {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: ['ignore', output, output], env }).status === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const ensure = process.argv.includes('firefox') ? ensureFirefox : ensureBrowser;
    const browser = ensure((line) => console.log(`browser: ${line}`));
    console.log(`browser: ${browser.path} (${browser.origin})`);
  } catch (error) {
    console.error(`browser: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
