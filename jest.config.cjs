const project = {
  testEnvironment: "node",
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022" }, module: { type: "commonjs" } }] },
};
const onDemand = [
  ...(process.env.E2E_SUITE ? [] : ["<rootDir>/test/e2e/", "<rootDir>/test/browser/"]),
  ...(process.env.PACKAGE_SUITE ? [] : ["<rootDir>/test/package/"]),
];

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    {
      ...project,
      roots: ["<rootDir>/test"],
      globalSetup: "<rootDir>/test/build.cjs",
      testPathIgnorePatterns: ["/node_modules/", ...onDemand],
    },
    // The constructs once more, on the core of cdktn.
    {
      ...project,
      displayName: "cdktn",
      roots: ["<rootDir>/test/constructs"],
      moduleNameMapper: { "^cdktf$": "cdktn" },
    },
  ],
  // Tests that start programs take several times as long beside other programs.
  testTimeout: 60_000,
  reporters: ["default", "<rootDir>/test/count-reporter.cjs"],
};
