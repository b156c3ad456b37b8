const { TestEnvironment } = require('jest-environment-jsdom');

/** What browsers have and jsdom leaves out; Node has it too. */
const FROM_NODE = [
  'fetch',
  'Request',
  'Response',
  'Headers',
  'ReadableStream',
  'TextEncoder',
  'TextDecoder',
  'structuredClone',
];

module.exports = class BrowserEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of FROM_NODE) this.global[name] = globalThis[name];
    // Node's fetch takes Node's signals only.
    this.global.AbortController = AbortController;
    this.global.AbortSignal = AbortSignal;
  }
};
