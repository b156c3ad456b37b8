/** Shared Jest settings; each project names its own root and which role of test it holds. */
module.exports = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@switchboard/source', 'node', 'require', 'default'] },
  transform: { '^.+\\.[cm]?[jt]s$': ['@swc/jest', require('./tools/swc-jest.config.js')] },
  // Workspace libraries are reached through symlinks in node_modules; everything else there is run as published.
  transformIgnorePatterns: ['/node_modules/'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  testTimeout: 30_000,
};
