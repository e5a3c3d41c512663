const { writeSync } = require("node:fs");

/** Ends a run with one plain line that people and CI can read, after all output of jest. */
module.exports = class CountReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const skipped = numPendingTests ? `, ${numPendingTests} skipped` : "";
    process.once("exit", () => writeSync(1, `${numPassedTests} passed, ${failed} failed${skipped}\n`));
  }
};
