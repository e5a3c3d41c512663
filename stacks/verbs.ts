/** Every verb of `rancher-sg`: those of src/cli, and `synth`, the only one that needs the framework. */
import type { LoadableVerbs } from "../src/cli/program";
import { verbs as otherVerbs } from "../src/cli/verbs";

export const verbs: LoadableVerbs = {
  synth: () => (require("./synth") as typeof import("./synth")).synthVerb,
  ...otherVerbs,
};
