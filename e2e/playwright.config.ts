import { defineConfig } from '@playwright/test';
import { findChromium } from './fixtures/find-chromium.ts';

const executablePath = findChromium();

/** Journeys of people through the built product: a server and its sandbox for each worker, a new organization for each test. */
export default defineConfig({
  testDir: './journeys',
  testMatch: '*.journey.ts',
  outputDir: './results',
  globalSetup: './fixtures/build-web-app.ts',
  // A browser, a server and PostgreSQL fill the two cores that we count on.
  workers: 1,
  forbidOnly: true,
  retries: 0,
  // Patience costs nothing where all is well: a machine may be slow, and busy.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Europe/Moscow',
    actionTimeout: 30_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    },
  },
});
