/** The console in a real Chromium, which BROWSER_PATH names or Debian has at /usr/bin/chromium. One at a time: each drives a browser and a whole platform. */
module.exports = {
  ...require('./jest.config.js'),
  displayName: 'api-e2e-browser',
  testMatch: ['<rootDir>/src/browser/*.browser-spec.ts'],
  testTimeout: 180_000,
};
