// End-to-end tests: the built site, served as any file host would, in a real Chromium; a few of them in a real
// Firefox, which they drive themselves.
import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { findBrowser, launchArgs } from './tools/browser.ts';

const browser = findBrowser();
const port = Number(process.env['ATLAS_E2E_PORT'] ?? 4317);

export default defineConfig({
  testMatch: '**/*.test.ts',
  outputDir: 'test-results/e2e',
  fullyParallel: true,
  // Two even on two cores: a test also waits for timers, throttled networks and other programs.
  workers: Math.max(2, Math.floor(availableParallelism() / 2)),
  forbidOnly: Boolean(process.env['CI']),
  // On a machine that others share a second try tells a slow moment from a defect; both are named at the end.
  retries: process.env['CI'] ? 1 : 0,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    launchOptions: { ...(browser && { executablePath: browser.path }), args: [...launchArgs] },
    screenshot: 'only-on-failure',
    // A trace of every test costs a fifth of the time: in CI only the second try of a failed one is recorded.
    trace: process.env['CI'] ? 'on-first-retry' : 'retain-on-failure',
  },
  projects: [
    { name: 'chromium', testDir: 'tests/e2e', use: { browserName: 'chromium' } },
    { name: 'firefox', testDir: 'tests/firefox' },
  ],
  webServer: {
    command: `npx vite preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
