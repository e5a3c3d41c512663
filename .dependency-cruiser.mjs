// Rules for imports: `npm run imports` checks them (scripts/check-imports.mjs).

/** Top-level folders. A folder may import from the folders before it in the list, and from no other. */
const areas = ["src", "stacks", "scripts", "bench", "test"];

/** Folders of src, in the same order: data moves from the first to the last. */
const rooms = [
  "errors",
  "model",
  "flows",
  "catalog",
  "projection",
  "network",
  "reach",
  "diff",
  "conflicts",
  "constructs",
  "questions",
  "lint",
  "verify",
  "audit",
  "guess",
  "texts",
  "report",
  "page",
  "config",
  "cli",
  "entries",
];

/** The main entry point. It is the last room, although it is a file. */
const mainEntry = "^src/index\\.ts$";

/** The rooms that the main entry point may load, with the framework. */
const roomsOfMainEntry = ["errors", "model", "flows", "catalog", "projection", "conflicts", "constructs"];

const anyOf = (names) => `(${names.join("|")})`;

/** Forbids imports from a folder to the folders after it. */
const oneDirection = (prefix, folders) =>
  folders.slice(0, -1).map((folder, index) => ({
    name: `${folder}-imports-to-its-right`,
    comment: `${prefix}${folder} may import only from ${folders.slice(0, index).join(", ") || "itself"}`,
    severity: "error",
    from: { path: `^${prefix}${folder}/` },
    to: { path: `^${prefix}${anyOf(folders.slice(index + 1))}/` },
  }));

/** Each rule: a name, why it exists, which imports it forbids. */
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

export const forbidden = [
  ...oneDirection("", areas),
  ...oneDirection("src/", rooms),
  rule("no-circle", "modules that import each other cannot be understood one by one", {}, { circular: true }),
  rule(
    "not-found",
    "the import leads to no file, so no rule can judge it",
    {},
    { couldNotResolve: true, pathNot: "^rancher-security-groups" },
  ),
  rule(
    "unknown-room",
    "name the folder in the list of rooms",
    { path: "^src/", pathNot: [mainEntry, `^src/${anyOf(rooms)}/`] },
    {},
  ),
  rule(
    "file-outside-src",
    "the package contains neither lib/src nor the files beside src",
    { path: "^src/" },
    { path: "^(lib/|\\.\\.|[^/]+$)", pathNot: "node_modules/", dependencyTypesNot: ["core"] },
  ),
  rule("main-entry-imported", "the main entry point is for users", { path: "^src/" }, { path: mainEntry }),
  rule(
    "main-entry-loads-too-much",
    "an application with one construct loads no verifier, picture or command",
    { path: mainEntry },
    { path: `^src/(?!${anyOf(roomsOfMainEntry)}/)`, reachable: true },
  ),
  rule(
    "entry-needs-a-framework",
    "only the main entry point needs cdktf: the build emits it once more for cdktn",
    { path: "^src/", pathNot: [mainEntry, "^src/constructs/"] },
    { path: ["^src/constructs/", "node_modules/(cdktf|constructs|@cdktf)/"] },
  ),
  rule("cdktn-in-the-source", "the build renames the packages of cdktf", { path: "^src/" }, { path: "/@?cdktn/" }),
  rule(
    "provider-index",
    "the index of the provider bindings takes seconds to load: import @cdktf/provider-aws/lib/<resource>",
    { pathNot: "node_modules" },
    {
      path: "node_modules/@cdktf/provider-aws/",
      pathNot: "node_modules/@cdktf/provider-aws/(lib/[a-z0-9-]+/|package\\.json$)",
    },
  ),
  rule(
    "oracle-shares-code",
    "the oracle proves the projection, so it shares only types with it",
    { path: "^test/oracle/" },
    { path: "^src/", dependencyTypesNot: ["type-only"] },
  ),
];

export const options = {
  // Imports of types count.
  tsPreCompilationDeps: true,
  doNotFollow: { path: ["node_modules", "^lib/"] },
  // The example application is a separate package, which imports this one by name.
  exclude: { path: "^stacks/examples/" },
};

export const folders = areas;
