const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The build's own SWC settings, so that tests run the code that production runs. */
module.exports = {
  ...JSON.parse(readFileSync(join(__dirname, '..', '.swcrc'), 'utf8')),
  sourceMaps: 'inline',
  swcrc: false,
};
