module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'api-e2e',
  rootDir: __dirname,
  testMatch: ['<rootDir>/src/*.e2e-spec.ts'],
  globalSetup: '<rootDir>/src/support/cluster-setup.ts',
  globalTeardown: '<rootDir>/src/support/cluster-teardown.ts',
  testSequencer: require.resolve('../../tools/longest-first.cjs'),
  testTimeout: 60_000,
};
