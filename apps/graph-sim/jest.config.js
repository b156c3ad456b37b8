module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'graph-sim',
  rootDir: __dirname,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
};
