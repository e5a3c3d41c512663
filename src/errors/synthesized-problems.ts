/** What can be wrong with: output folders of cdktf. */
import { problemTable } from "./problem";

export const synthesizedProblems = problemTable({
  unreadableBlock: (why: string) => ({
    code: "unreadable-block",
    why,
    message: `cannot be compared: ${why}`,
    fix: "compare the configs instead",
    hidesValue: true,
  }),
  notSynthesized: (near: string | undefined) => ({
    code: "not-synthesized",
    ...(near ? { near } : {}),
    message: "is not an output folder of synth: it has neither manifest.json nor modules",
    fix: near ? `did you mean ${near}?` : "name the folder that the synth wrote, such as cdktf.out or modules",
  }),
  noFolder: () => ({
    code: "no-folder",
    message: "is not a folder",
    fix: "run the synth first, and name its output folder, such as cdktf.out or modules",
  }),
  notJson: (why: string) => ({
    code: "not-json",
    why,
    message: `is not JSON, or is cut short: ${why}`,
    fix: "run the synth again",
  }),
  missingStackFile: (why: string) => ({
    code: "missing-stack-file",
    why,
    message: `cannot be read, and manifest.json names it: ${why}`,
    fix: "run the synth again",
  }),
  besideSynthesized: () => ({
    code: "beside-synthesized",
    message: "is read by Terraform together with what was synthesised, and not by us",
    fix: "remove it, or move it out of the stack's folder",
  }),
  missingStack: (name: string, known: readonly string[]) => ({
    code: "missing-stack",
    name,
    known,
    message: `holds no stack for the deployment "${name}"`,
    fix: `run the synth with the same config; the stacks here are ${known.join(", ") || "none"}`,
    hidesValue: true,
  }),
  unresolved: (what: string) => ({
    code: "unresolved-reference",
    what,
    message: `refers to ${what}, which is not there`,
    fix: "run the synth again, for all stacks at once",
  }),
  otherState: (stack: string) => ({
    code: "other-state",
    stack,
    message: `is named after the stack ${stack}, and reads another state than that stack writes`,
    fix: "run the synth again, for all stacks at once",
    hidesValue: true,
  }),
  notAGroup: () => ({
    code: "not-a-group",
    message: "is not a security group",
    fix: "write an id such as sg-0123456789abcdef0, or a reference to a group",
  }),
  notKnownYet: () => ({
    code: "not-known-yet",
    message: "is known to Terraform only, so what it opens cannot be proven",
    fix: "write the value itself",
  }),
});
