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
  refusedRule: (why: string) => ({
    code: "refused-rule",
    why,
    message: `is a rule that EC2 refuses: ${why}`,
    fix: "correct the rule, or run rancher-sg synth again",
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
  keyTwice: () => ({
    code: "key-twice",
    message: "is there more than once in its map; Terraform reads all of them",
    fix: "run the synth again",
  }),
  otherFolder: (file: string) => ({
    code: "other-folder",
    file,
    message: `is not the folder of ${file}, so Terraform runs files that were not read`,
    fix: "run the synth again",
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
  knownAfterApply: (references: readonly string[]) => ({
    code: "known-after-apply",
    references,
    message: `is known only after the apply${references.length > 0 ? ` (${references.join(", ")})` : ""}, so what the rule opens cannot be told`,
    fix: "apply the plan, and name what terraform show -json writes of the state",
    hidesValue: true,
  }),
  failedPlan: () => ({
    code: "failed-plan",
    message: "is a plan that ended in an error, so resources are missing",
    fix: "run terraform plan again",
    hidesValue: true,
  }),
  unreadResource: () => ({
    code: "unread-resource",
    message: "is a kind of resource that may open ports and is not known here",
    fix: "name EC2's answers in place of the plan or the state",
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
