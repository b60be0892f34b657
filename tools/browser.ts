// Finds the Chromium that tests and benches drive: CHROME_PATH, Playwright's own, or the system's.
// Run as a script (`npm run browser`) it installs one where there is none, and says what it did.
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
  const set = process.env['CHROME_PATH'];
  if (set) {
    if (!existsSync(set)) throw new Error(`CHROME_PATH names “${set}”, and there is no such file`);
    return { path: set, origin: 'named by CHROME_PATH' };
  }
  const own = chromium.executablePath();
  if (own && starts(own)) return { path: own, origin: 'downloaded by Playwright' };
  const system = systemCandidates().find(starts);
  return system ? { path: system, origin: 'of this system' } : null;
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
    run('apt-get', ['update']);
    run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium']);
  }
  const installed = findBrowser();
  if (installed) return installed;
  throw new Error(
    'could not install a browser; install Chromium or Chrome by hand, or set CHROME_PATH to one',
  );
}

function systemCandidates(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const named = SYSTEM_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...named, ...SYSTEM_PLACES].filter((path) => existsSync(path));
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

function mayInstallPackages(): boolean {
  return process.getuid?.() === 0 && run('apt-get', ['--version'], 'ignore');
}

function run(command: string, args: readonly string[], output: 'inherit' | 'ignore' = 'inherit') {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: ['ignore', output, output], env }).status === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const browser = ensureBrowser((line) => console.log(`browser: ${line}`));
    console.log(`browser: ${browser.path} (${browser.origin})`);
  } catch (error) {
    console.error(`browser: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
