/**
 * Eight existing setups, audited with the deployment that the documents describe and with an oracle that shares no code
 * with src.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Audit, audit } from "../../src/audit/audit";
import type { PlacedEntry } from "../../src/config/config-file";
import { loadConfig } from "../../src/config/load-config";
import { mergeEc2Answers, parseEc2Answer } from "../../src/network/ec2-answer";
import { type Ec2Network, ec2Network } from "../../src/network/ec2-network";
import { parseTerraformShown } from "../../src/network/terraform-shown";
import { type Bindings, type DescribedGroups, FlowOracle, type Requirement } from "../oracle/audited-flows";

const folder = (setup: string) => join(__dirname, "../fixtures/found", setup);
const json = (setup: string, file: string) => JSON.parse(readFileSync(join(folder(setup), file), "utf8"));

function auditOf(setup: string, existing: Ec2Network): Audit {
  const entries = loadConfig(join(folder(setup), "documented.yaml")) as readonly PlacedEntry[];
  const subjects = entries.map(({ plan }) => ({ plan, vpcId: plan.deployment.vpcId }));
  return audit(subjects, subjects, existing)[0] as Audit;
}

const answersOf = (setup: string) =>
  ec2Network(mergeEc2Answers(["groups.json", "rules.json"].map((file) => parseEc2Answer(json(setup, file)))));

/** The parties of a config, read from its YAML. */
function bindingsOf(setup: string, answer: DescribedGroups): { bindings: Bindings; keepsEgress: boolean } {
  const [written] = parse(readFileSync(join(folder(setup), "documented.yaml"), "utf8")).deployments;
  const internet = { cidrs: ["0.0.0.0/0"] };
  const ofParties = Object.entries(written.parties ?? {}).flatMap(([party, binding]) => {
    if (binding === "none") return [];
    if (binding === "anywhere") return [[party, internet] as const];
    const { securityGroupId, cidrs } = binding as { securityGroupId?: string; cidrs?: readonly string[] };
    return [[party, securityGroupId ? { group: securityGroupId } : { cidrs: cidrs ?? [] }] as const];
  });
  const named = answer.SecurityGroups.find(({ GroupName }) => GroupName === written.groupName);
  return {
    bindings: {
      internet,
      ...Object.fromEntries(ofParties),
      ...(named ? { nodes: { group: named.GroupId } } : {}),
    },
    keepsEgress: written.egress !== "required" && written.type !== "rancher-nodes",
  };
}

const portsOf = (ports: "all" | { readonly from: number; readonly to: number }) =>
  ports === "all" ? "all" : `${ports.from}-${ports.to}`;

const counted = (states: readonly string[]) =>
  ["closed", "undecided", "open-wider", "open"].map((state) => states.filter((one) => one === state).length);

/** Numbers of flows that are closed, undecided, open wider and open. */
const expected: Readonly<Record<string, readonly number[]>> = {
  a: [0, 0, 8, 0],
  b: [2, 0, 69, 2],
  c: [24, 2, 2, 2],
  d: [3, 1, 13, 1],
  e: [25, 0, 12, 36],
  f: [14, 2, 0, 57],
  g: [36, 3, 6, 28],
  h: [0, 19, 0, 0],
};

describe.each(["a", "b", "c", "d", "e", "f", "g", "h"])("setup %s", (setup) => {
  const answer: DescribedGroups = json(setup, "groups.json");
  const audited = auditOf(setup, answersOf(setup));

  test("reports each required flow in the state that the oracle finds", () => {
    const { bindings, keepsEgress } = bindingsOf(setup, answer);
    const requirements = audited.required.map(
      ({ from, to, protocol, ports }): Requirement => ({ from, to, protocol, ports: portsOf(ports) }),
    );
    const oracle = new FlowOracle(answer, bindings, requirements, keepsEgress);
    const found = audited.required.map(({ portRule, from, to, state }) => `${portRule} ${from} ${to}: ${state}`);
    const decided = audited.required.map(
      ({ portRule, from, to }, index) =>
        `${portRule} ${from} ${to}: ${oracle.state(requirements[index] as Requirement)}`,
    );
    expect(found).toEqual(decided);
    expect(counted(audited.required.map(({ state }) => state))).toEqual(expected[setup]);
  });

  test("finds the same flows in the Terraform state as in EC2's answers", () => {
    const state = parseTerraformShown(json(setup, "state.json"), "state.json");
    const ofState = auditOf(setup, state);
    // Only the state has the entries of prefix lists.
    const { prefixLists } = state;
    const audited = auditOf(setup, { ...answersOf(setup), ...(prefixLists ? { prefixLists } : {}) });
    expect(ofState.required.map((flow) => flow.state)).toEqual(audited.required.map((flow) => flow.state));
    const openIn = ({ unrequired }: Audit) =>
      unrequired
        .map(({ direction, protocol, ports, peer, world }) => [direction, protocol, ports, peer, world].join(" "))
        .sort();
    expect(openIn(ofState)).toEqual(openIn(audited));
  });
});
