/** @type {import("jest").Config} */
module.exports = {
  roots: ["<rootDir>/test"],
  globalSetup: "<rootDir>/test/build.cjs",
  testEnvironment: "node",
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022" }, module: { type: "commonjs" } }] },
  testPathIgnorePatterns: [
    "/node_modules/",
    ...(process.env.E2E_SUITE ? [] : ["<rootDir>/test/e2e/", "<rootDir>/test/browser/"]),
  ],
  reporters: ["default", "<rootDir>/test/count-reporter.cjs"],
};
