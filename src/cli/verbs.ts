/** The verbs that need no framework. */
import type { LoadableVerbs } from "./program";

export const verbs: LoadableVerbs = {
  init: () => (require("./init") as typeof import("./init")).initVerb,
  audit: () => (require("./audit") as typeof import("./audit")).auditVerb,
  draw: () => (require("./draw") as typeof import("./draw")).drawVerb,
  report: () => (require("./report") as typeof import("./report")).reportVerb,
  explain: () => (require("./explain") as typeof import("./explain")).explainVerb,
  matrix: () => (require("./matrix") as typeof import("./matrix")).matrixVerb,
  verify: () => (require("./verify") as typeof import("./verify")).verifyVerb,
  lint: () => (require("./lint") as typeof import("./lint")).lintVerb,
  diff: () => (require("./diff") as typeof import("./diff")).diffVerb,
};
