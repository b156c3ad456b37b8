module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'api-integration',
  rootDir: __dirname,
  testMatch: ['<rootDir>/{src,test}/**/*.integration-spec.ts'],
  globalSetup: '<rootDir>/test/support/cluster-setup.ts',
  globalTeardown: '<rootDir>/test/support/cluster-teardown.ts',
  testSequencer: require.resolve('../../tools/longest-first.cjs'),
  testTimeout: 120_000,
};
