const preset = require('../../jest.preset.js');
const swc = require('../../tools/swc-jest.config.js');

module.exports = {
  ...preset,
  displayName: 'admin',
  rootDir: __dirname,
  testMatch: ['<rootDir>/src/**/*.spec.{ts,tsx}'],
  testEnvironment: '<rootDir>/test/browser-environment.js',
  testEnvironmentOptions: { customExportConditions: ['@switchboard/source', 'require', 'default'] },
  setupFilesAfterEnv: ['<rootDir>/test/browser-setup.ts'],
  moduleFileExtensions: ['tsx', 'ts', 'js', 'mjs', 'json', 'node'],
  moduleNameMapper: { '\\.css$': '<rootDir>/test/styles.js' },
  transform: {
    '^.+\\.[cm]?[jt]sx?$': [
      '@swc/jest',
      {
        ...swc,
        jsc: {
          ...swc.jsc,
          parser: { ...swc.jsc.parser, tsx: true, decorators: false },
          transform: { react: { runtime: 'automatic' } },
        },
      },
    ],
  },
};
