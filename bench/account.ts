/** `rancher-sg audit` on EC2's answers about an account with 2,000 groups and 129,000 rules, in files. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { loadConfig } from "../src/config/load-config";
import { groupBy } from "../src/model/group-by";
import type { Peer, Plan, SecurityGroupRule } from "../src/model/plan";
import type { Measure } from "./measure";
import { median } from "./median";
import { inTurn, run, scratch } from "./processes";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const account = "123456789012";
const clusters = 500;

/** The config of the first clusters of the account. Each has 4 groups with 258 rules. */
function configOf(count: number): string {
  const cidrs = (second: number, index: number) => ({ cidrs: [`10.${second + (index >> 8)}.${index & 255}.0/24`] });
  const deployments = Array.from({ length: count }, (_, index) => ({
    name: `cluster-${`${index}`.padStart(4, "0")}`,
    type: "cluster",
    rancherVersion: "2.13",
    provisioning: "custom",
    distribution: "rke2",
    cni: "calico",
    windowsWorkers: true,
    authorizedClusterEndpoint: true,
    egress: "required",
    addons: ["monitoring", "ingress-metrics", "embedded-registry"],
    parties: {
      rancher: cidrs(10, index),
      rancherCatalog: "none",
      apiLoadBalancer: { create: true },
      kubernetesApiClients: cidrs(20, index),
      workloadClients: cidrs(30, index),
    },
  }));
  return stringify({ defaults: { region: "us-east-1", vpcId }, deployments }, { aliasDuplicateObjects: false });
}

function fileOf(name: string, content: string): string {
  const file = join(scratch, name);
  writeFileSync(file, content);
  return file;
}

/** Files as `aws ec2` prints them. All planned groups and rules exist. */
function answersAbout(plans: readonly Plan[]): readonly [groups: string, rules: string] {
  const described = plans.flatMap((plan) =>
    plan.groups.map(({ key, name, description, rules }) => {
      const permissions = (direction: string) =>
        permissionsOf(
          plan,
          rules.filter((rule) => rule.direction === direction),
        );
      return {
        GroupId: groupId(plan, key),
        IpPermissionsEgress: permissions("egress"),
        Tags: [{ Key: "Name", Value: name }],
        VpcId: vpcId,
        OwnerId: account,
        GroupName: name,
        Description: description,
        IpPermissions: permissions("ingress"),
      };
    }),
  );
  const single = plans.flatMap((plan) =>
    plan.groups.flatMap(({ key, rules }) =>
      rules.map(({ direction, ipProtocol, fromPort = -1, toPort = -1, peer, description }, index) => ({
        SecurityGroupRuleId: `sgr-${digest(`${plan.deployment.name} ${key} ${index}`)}`,
        GroupId: groupId(plan, key),
        GroupOwnerId: account,
        IsEgress: direction === "egress",
        IpProtocol: ipProtocol,
        FromPort: fromPort,
        ToPort: toPort,
        ...(peer.type === "group" ? { ReferencedGroupInfo: reference(plan, peer) } : { CidrIpv4: peer.value }),
        Description: description,
        Tags: [],
      })),
    ),
  );
  const print = (answer: object) => JSON.stringify(answer, null, 4);
  return [
    fileOf("account-groups.json", print({ SecurityGroups: described })),
    fileOf("account-rules.json", print({ SecurityGroupRules: single })),
  ];
}

function permissionsOf(plan: Plan, rules: readonly SecurityGroupRule[]): readonly object[] {
  const byTraffic = groupBy(rules, ({ ipProtocol, fromPort, toPort }) => `${ipProtocol} ${fromPort} ${toPort}`);
  return [...byTraffic.values()].map((same) => {
    const [{ ipProtocol, fromPort, toPort }] = same as [SecurityGroupRule];
    const peers = (ofGroups: boolean, entryOf: (peer: Peer) => object) =>
      same
        .filter(({ peer }) => (peer.type === "group") === ofGroups)
        .map(({ peer, description }) => ({ Description: description, ...entryOf(peer) }));
    return {
      IpProtocol: ipProtocol,
      ...(fromPort === undefined ? {} : { FromPort: fromPort, ToPort: toPort }),
      UserIdGroupPairs: peers(true, (peer) => reference(plan, peer)),
      IpRanges: peers(false, ({ value }) => ({ CidrIp: value })),
      Ipv6Ranges: [],
      PrefixListIds: [],
    };
  });
}

const reference = (plan: Plan, { value }: Peer) => ({ UserId: account, GroupId: groupId(plan, value) });
const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 17);
const groupId = (plan: Plan, key: string) => `sg-${digest(`${plan.deployment.name} ${key}`)}`;

/** Audits some clusters of the account. The guard compares with parsing the same JSON; the goals are absolute. */
export async function auditsOfAccount(
  counts: readonly number[],
  { runs, isGuard = false }: { readonly runs: number; readonly isGuard?: boolean },
): Promise<readonly Measure[]> {
  const whole = loadConfig(fileOf("account.yaml", configOf(clusters))).map(({ plan }) => plan);
  const answers = answersAbout(whole);
  const parse = `for (const file of process.argv.slice(1)) JSON.parse(require("node:fs").readFileSync(file, "utf8"))`;
  const measures: Measure[] = [];
  for (const count of counts) {
    const config = fileOf(`audited-${count}.yaml`, configOf(count));
    const peaks: number[] = [];
    const { first, second } = await inTurn(
      runs,
      async () => {
        const { cpuMs, peakMiB } = await run(["lib/rancher-sg.js", "audit", ...answers, "--config", config]);
        peaks.push(peakMiB);
        return cpuMs;
      },
      async () => (await run(["-e", parse, ...answers])).cpuMs,
    );
    const what = `\`rancher-sg audit\` of ${count} clusters among 2,000 groups with 129,000 rules`;
    const parsing = { what: "parsing the same JSON", value: second };
    measures.push(
      {
        ...{ id: `account-${count}-time`, what, value: first, unit: "ms" },
        ...(isGuard ? { against: parsing, guard: 9 } : { goal: 5000 }),
      },
      {
        ...{ id: `account-${count}-memory`, what: `${what}: peak memory`, value: median(peaks), unit: "MiB" },
        ...{ goal: 1024, guard: 1024 },
      },
    );
  }
  return measures;
}
