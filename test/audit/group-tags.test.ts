/** Tags that the next deploy changes or removes. */
import { audit } from "../../src/audit/audit";
import { findingsOf } from "../../src/audit/findings";
import { parseDeployment } from "../../src/model/parse-deployment";
import { parseEc2Answer } from "../../src/network/ec2-answer";
import { ec2Network } from "../../src/network/ec2-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import { deployed, describeSecurityGroups, vpcId } from "./emulated-answers";

const plan = planDeployment(parseDeployment({ type: "rancher-nodes", edition: "2.x", name: "nodes" }));

function messages(existing: Readonly<Record<string, string>>, tags: Readonly<Record<string, string>> = {}) {
  const groups = deployed(plan).map((group) => ({ ...group, tags: existing }));
  const subject = { plan, vpcId, tags };
  const [one] = audit([subject], [subject], ec2Network(parseEc2Answer(describeSecurityGroups(groups))));
  return one && findingsOf(one).map(({ id, severity, message }) => `${severity} ${id} ${message}`);
}

test.each<[string, Record<string, string>, Record<string, string>, readonly string[]]>([
  [
    "values that change",
    { Name: "prod rancher nodes", team: "infra" },
    { team: "platform" },
    [
      "warning tags-change rancher-nodes: the deploy changes Name from prod rancher nodes to rancher-nodes, team from infra to platform",
    ],
  ],
  ["the same values", { Name: "rancher-nodes", team: "infra" }, { team: "infra" }, []],
  ["tags to add", {}, { team: "infra" }, []],
  ["tags that AWS sets", { "aws:cloudformation:stack-name": "old" }, {}, []],
  [
    "keys that differ in case, which are different tags",
    { name: "x" },
    {},
    ["warning tags-change rancher-nodes: the deploy removes name=x"],
  ],
  [
    "keys with the names of methods",
    { toString: "y", constructor: "z" },
    {},
    ["warning tags-change rancher-nodes: the deploy removes toString=y, constructor=z"],
  ],
  [
    "the tag of the node driver",
    { "rancher-nodes": "v0.15" },
    {},
    [
      "note driver-tag-removed rancher-nodes: the deploy removes the tag rancher-nodes, so Rancher's node driver adds no more rules",
    ],
  ],
])("%s", (_, existing, tags, expected) => {
  expect(messages(existing, tags)).toEqual(expected);
});
