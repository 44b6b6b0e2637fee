// Mocha's dot reporter, which also writes how many tests passed and failed into the file of the option `output`.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class CountingReporter extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures } = this.stats;
      writeFileSync(options.reporterOption.output, JSON.stringify({ passes, failures }));
    });
  }
};
