const path = require('node:path');
const TestSequencer = require('@jest/test-sequencer').default;

/**
 * What takes longest, mostly by waiting. A fresh clone has no record of durations, and a long spec that begins last runs on
 * while the other worker has nothing left to do.
 */
const LONGEST = [
  'kill',
  'webhooks-out-killed',
  'media-in-messages',
  'media-inbound',
  'media-interrupted',
  'media-download',
  'media-upload-bad-input',
].map((name) => `${name}.e2e-spec.ts`);

module.exports = class LongestFirst extends TestSequencer {
  sort(tests) {
    const place = ({ path: file }) => {
      const index = LONGEST.indexOf(path.basename(file));
      return index === -1 ? LONGEST.length : index;
    };
    return [...super.sort(tests)].sort((one, other) => place(one) - place(other));
  }
};
