// Two projects: `unit` in Node for everything that needs no page, `browser` in a real Chromium.
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findBrowser, launchArgs } from './tools/browser.ts';
import { RELAXED_SIMD } from './tools/lib/process.ts';

// Unit tests run without a browser too; `npm run test:browser` sees to one first.
const browser = findBrowser();

// A busy machine is slow, not wrong: what is waited for may take long.
const PATIENCE = {
  ...{ testTimeout: 60_000, hookTimeout: 60_000 },
  expect: { poll: { timeout: 20_000 } },
};

export default defineConfig({
  test: {
    maxWorkers: '100%',
    slowTestThreshold: 5_000,
    projects: [
      {
        extends: './vite.config.ts',
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/unit/**/*.test.ts'],
          setupFiles: ['tests/unit/seed.ts'],
          pool: 'forks',
          execArgv: [...RELAXED_SIMD],
          ...PATIENCE,
        },
      },
      {
        extends: './vite.config.ts',
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          ...PATIENCE,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(browser && { executablePath: browser.path }),
                args: [...launchArgs],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
