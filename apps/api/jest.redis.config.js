/** Limits shared between instances, on the Redis that REDIS_TEST_URL names: `npm run test:redis`. */
module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'api-redis',
  rootDir: __dirname,
  testMatch: ['<rootDir>/test/redis/**/*.redis-spec.ts'],
};
