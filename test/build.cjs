/** Builds before any test if something changed: tests that run a program run what a user runs. */
module.exports = async () => {
  const { ensureBuilt } = await import("../scripts/build.mjs");
  await ensureBuilt();
};
