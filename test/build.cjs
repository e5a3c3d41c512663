/** Builds before any test if something changed, so that tests run the same program as users. */
module.exports = async () => {
  const { ensureBuilt } = await import("../scripts/build.mjs");
  await ensureBuilt();
};
