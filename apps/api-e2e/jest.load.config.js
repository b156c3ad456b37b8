/** Specs that load the machine, or whose short deadlines a loaded one would miss: alone, one after the other. */
module.exports = {
  ...require('./jest.config.js'),
  displayName: 'api-e2e-load',
  testMatch: ['<rootDir>/src/load/*.e2e-spec.ts'],
};
