const path = require('node:path');
const TestSequencer = require('@jest/test-sequencer').default;

/**
 * What takes longest of each kind, in their order. A fresh clone has no record of durations, and a long spec that begins last
 * runs on while the other worker has nothing left to do.
 */
const LONGEST = [
  'billing-month.integration-spec.ts',
  'media-store.integration-spec.ts',
  'ledger-check-walk.integration-spec.ts',
  'usage-count.integration-spec.ts',
  'kill.e2e-spec.ts',
  'webhooks-out-killed.e2e-spec.ts',
  'media-interrupted.e2e-spec.ts',
  'media-in-messages.e2e-spec.ts',
  'media-download.e2e-spec.ts',
  'media-upload-bad-input.e2e-spec.ts',
];

/** Puts the longest specs first, the others in Jest's own order after them. */
module.exports = class LongestFirst extends TestSequencer {
  sort(tests) {
    const placeOf = ({ path: file }) => {
      const index = LONGEST.indexOf(path.basename(file));
      return index === -1 ? LONGEST.length : index;
    };
    return [...super.sort(tests)].sort((one, other) => placeOf(one) - placeOf(other));
  }
};
