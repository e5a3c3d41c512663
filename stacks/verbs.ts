/** Every verb of `rancher-sg`: those of src/cli, `synth`, the only one that needs the framework, and `completion` for all. */
import type { LoadableVerbs } from "../src/cli/program";
import { verbs as otherVerbs } from "../src/cli/verbs";

export const verbs: LoadableVerbs = {
  synth: () => (require("./synth") as typeof import("./synth")).synthVerb,
  ...otherVerbs,
  completion: () => (require("../src/cli/completion") as typeof import("../src/cli/completion")).completionVerb(verbs),
};
