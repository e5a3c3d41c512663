/** explain, matrix and verify about existing groups, in place of those in the config. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDeployment } from "../../src/model/parse-deployment";
import { planDeployment } from "../../src/projection/plan-deployment";
import { deployed, describeSecurityGroups, vpcId } from "../audit/emulated-answers";
import { inFolder } from "../stacks/program";
import { rancherSg, refusal } from "./command";

const list = "pl-0123456789abcdef0";
const yaml = `deployments:
  - name: production
    type: cluster
    provisioning: custom
    distribution: rke2
    rancherVersion: "2.14"
    region: us-east-1
    vpcId: ${vpcId}
    parties: { rancher: none, apiClients: { cidrs: [203.0.113.0/24] }, workloadClients: none }
`;
const plan = planDeployment(
  parseDeployment({
    type: "cluster",
    provisioning: "custom",
    distribution: "rke2",
    rancherVersion: "2.14",
    name: "production",
    parties: { rancher: "none", apiClients: { cidrs: ["203.0.113.0/24"] }, workloadClients: "none" },
  } as Parameters<typeof parseDeployment>[0]),
);
const etcd = { deployment: "production", permits: { from: "etcd", to: "etcd", ports: 2379 } };
const groups = deployed(plan);
const answer = (more: (name: string) => readonly object[], without: readonly string[] = []) => {
  const { SecurityGroups } = describeSecurityGroups(groups.filter(({ name }) => !without.includes(name)));
  return JSON.stringify({
    SecurityGroups: SecurityGroups.map((group) => ({
      ...group,
      IpPermissions: [...(group.IpPermissions as readonly object[]), ...more(`${group.GroupName}`)],
    })),
  });
};
const tcp = (port: number, peers: object) => ({ IpProtocol: "tcp", FromPort: port, ToPort: port, ...peers });
const ofEtcd = (permission: object) => (name: string) => (name === "production-etcd" ? [permission] : []);
const aSubnet = (CidrBlock: string) => ({ SubnetId: "subnet-0123456789abcdef0", VpcId: vpcId, CidrBlock });
const anInterface = (digit: number, role: string, PrivateIpAddress: string) => ({
  NetworkInterfaceId: `eni-0000000000000000${digit}`,
  VpcId: vpcId,
  SubnetId: "subnet-0123456789abcdef0",
  Groups: [{ GroupId: groups.find(({ name }) => name === `production-${role}`)?.id }],
  PrivateIpAddress,
});
const files = {
  "c.yaml": yaml,
  "same.json": answer(() => []),
  "world.json": answer(ofEtcd(tcp(9, { IpRanges: [{ CidrIp: "0.0.0.0/0" }] }))),
  "vpc.json": answer(ofEtcd(tcp(9, { IpRanges: [{ CidrIp: "10.0.0.0/16" }] }))),
  "list.json": answer(ofEtcd(tcp(9, { PrefixListIds: [{ PrefixListId: list }] }))),
  [`${list}.json`]: JSON.stringify({ Entries: [{ Cidr: "198.51.100.0/24" }] }),
  "inside.json": JSON.stringify({
    NetworkInterfaces: [
      anInterface(1, "worker", "10.0.0.4"),
      anInterface(2, "etcd", "10.1.0.4"),
      anInterface(3, "controlplane", "10.0.0.5"),
      anInterface(4, "controlplane", "10.1.0.5"),
    ],
  }),
  "subnets.json": JSON.stringify({ Subnets: [aSubnet("10.0.4.0/22")] }),
  "elsewhere.json": JSON.stringify({ Subnets: [aSubnet("10.9.0.0/22")] }),
  "without.json": answer(() => [], ["production-etcd"]),
  "a.yaml": `assertions:\n  - { name: etcd, ${JSON.stringify(etcd).slice(1)}\n`,
  "forbids.yaml":
    "assertions:\n  - name: clients stay out\n    forbids: { from: apiClients, to: etcd, protocol: tcp, ports: 9 }\n",
};
const use = (run: (cwd: string) => void) => inFolder(files, run);
const explain = (cwd: string, origin: string, from: string, port: number) => {
  const { exitCode, stdout, stderr } = rancherSg(
    `explain ${origin} --config c.yaml --from ${from} --to etcd --port ${port} --quiet`,
    { cwd },
  );
  return [exitCode, `${stdout}${stderr}`.split("\n", 1)[0]];
};
const unknown = "cannot be decided: the addresses of a prefix list or of nodes, or the rules of a group, are not known";

test.each<[string, string, number, number, string]>([
  ["", "apiClients", 9, 1, "denied"],
  ["same.json", "apiClients", 9, 1, "denied"],
  ["same.json", "etcd", 2379, 0, "allowed"],
  ["world.json", "apiClients", 9, 0, "allowed"],
  ["vpc.json", "worker", 9, 1, unknown],
  ["vpc.json", "apiClients", 9, 1, "denied"],
  ["list.json", "apiClients", 9, 1, unknown],
  [`list.json,${list}.json`, "apiClients", 9, 1, "denied"],
  [`list.json,${list}.json`, "198.51.100.7/32", 9, 0, "allowed"],
  ["without.json", "etcd", 2379, 1, unknown],
  ["vpc.json,inside.json", "worker", 9, 0, "allowed"],
  ["vpc.json,inside.json", "etcd", 9, 1, "denied"],
  ["vpc.json,inside.json", "controlplane", 9, 1, "partly allowed"],
  ["vpc.json,inside.json", "apiClients", 9, 1, "denied"],
  ["vpc.json,subnets.json", "worker", 9, 0, "allowed"],
  ["vpc.json,elsewhere.json", "worker", 9, 1, "denied"],
])("explains with the groups of %j: from %s to etcd on port %d", (origin, from, port, exitCode, verdict) => {
  use((cwd) => {
    expect(explain(cwd, origin, from, port)).toEqual([exitCode, `tcp ${port} from ${from} to etcd: ${verdict}`]);
  });
});

test("names the existing rule in explain, and suggests no edit of the config", () => {
  use((cwd) => {
    const { stdout } = rancherSg("explain world.json --config c.yaml --from apiClients --to etcd --port 9", { cwd });
    expect(stdout).toContain("ingress of production-etcd lets it through\n  tcp 9 from 0.0.0.0/0 (production-etcd)\n");
    expect(stdout).not.toContain("smallest edit");
    const closed = rancherSg("explain same.json --config c.yaml --from apiClients --to etcd --port 9", { cwd });
    expect(closed.stdout).not.toContain("smallest edit");
  });
});

test("explains why the rules of a group are not known", () => {
  use((cwd) => {
    const words = "explain without.json --config c.yaml --from etcd --to etcd --port 2379";
    const why = "without.json does not have the group production-etcd";
    expect(rancherSg(words, { cwd }).stdout.split("\n")).toEqual(
      expect.arrayContaining([
        "ingress of production-etcd may let through tcp 2379",
        `  not all rules are known: ${why}`,
      ]),
    );
    const { sides } = JSON.parse(rancherSg(`${words} --format json`, { cwd }).stdout);
    expect(sides.map(({ unread }: { unread?: readonly string[] }) => unread)).toEqual([[why], [why]]);
  });
});

test("matches no group of another VPC, and neither of two groups with one name", () => {
  use((cwd) => {
    const { SecurityGroups } = JSON.parse(answer(() => []));
    const moved = SecurityGroups.map((group: object) => ({ ...group, VpcId: "vpc-00000000000000001" }));
    writeFileSync(join(cwd, "moved.json"), JSON.stringify({ SecurityGroups: moved }));
    expect(explain(cwd, "moved.json", "etcd", 2379)).toEqual([1, `tcp 2379 from etcd to etcd: ${unknown}`]);
    const again = SecurityGroups.filter(({ GroupName }: { GroupName: string }) => GroupName === "production-etcd");
    const twice = [...SecurityGroups, ...again.map((group: object) => ({ ...group, GroupId: "sg-0fedcba9876543210" }))];
    writeFileSync(join(cwd, "twice.json"), JSON.stringify({ SecurityGroups: twice }));
    const { stdout } = rancherSg("explain twice.json --config c.yaml --from etcd --to etcd --port 2379", { cwd });
    const id = groups.find(({ name }) => name === "production-etcd")?.id;
    expect(stdout).toContain(
      `not all rules are known: twice.json has several groups that may be production-etcd: production-etcd (${id}), production-etcd (sg-0fedcba9876543210)\n`,
    );
  });
});

test("prints the existing flows in matrix, under the parties of the config", () => {
  use((cwd) => {
    const csv = (origin: string) =>
      rancherSg(`matrix ${origin} --config c.yaml --format csv`, { cwd }).stdout.split("\n");
    expect(csv("same.json").filter((line) => line.startsWith("production,etcd,etcd"))).toEqual(
      csv("").filter((line) => line.startsWith("production,etcd,etcd")),
    );
    expect(csv("world.json")).toContain("production,apiClients,etcd,tcp 9");
    expect(csv("list.json")).toContain("production,apiClients,etcd,tcp 9 (cannot be decided)");
    const [table] = JSON.parse(rancherSg("matrix list.json --config c.yaml --format json", { cwd }).stdout);
    const at = <T>(cells: readonly (readonly T[])[]) =>
      cells[table.from.indexOf("apiClients")]?.[table.to.indexOf("etcd")];
    expect([at(table.cells), at(table.undecided)]).toEqual([[], ["tcp 9"]]);
  });
});

test("proves assertions about existing groups in verify", () => {
  use((cwd) => {
    const verify = (origin: string, assertions: string) => {
      const { exitCode, stdout } = rancherSg(`verify ${origin} --config c.yaml --assertions ${assertions}`, { cwd });
      return [exitCode, stdout.trimEnd().split("\n")];
    };
    expect(verify("same.json", "a.yaml")).toEqual([0, ["1 of 1 assertions hold"]]);
    expect(verify("same.json", "forbids.yaml")).toEqual([0, ["1 of 1 assertions hold"]]);
    expect(verify("world.json", "forbids.yaml")).toEqual([
      1,
      [
        "forbids.yaml:2:5 clients stay out: does not hold for production",
        "  tcp 9 from apiClients to etcd",
        "0 of 1 assertions hold",
      ],
    ]);
    expect(verify("list.json", "forbids.yaml")).toEqual([
      1,
      [
        "forbids.yaml:2:5 clients stay out: does not hold for production",
        "  whether tcp 9 from apiClients to etcd is allowed cannot be decided",
        "0 of 1 assertions hold",
      ],
    ]);
    expect(verify("without.json", "a.yaml")).toEqual([
      1,
      [
        "a.yaml:2:5 etcd: does not hold for production",
        "  whether tcp 2379 from etcd to etcd is allowed cannot be decided",
        "0 of 1 assertions hold",
      ],
    ]);
    expect(verify("c.yaml", "a.yaml")).toEqual([0, ["1 of 1 assertions hold"]]);
  });
});

test("requires one config that has a VPC for diff with --live", () => {
  use((cwd) => {
    writeFileSync(join(cwd, "nowhere.yaml"), yaml.replace(/ {4}(region|vpcId).*\n/g, ""));
    expect(refusal("diff c.yaml same.json --live", { cwd })).toEqual([
      "--live: cannot be combined with AFTER; remove one or the other",
    ]);
    expect(refusal("diff same.json --live", { cwd })).toEqual([
      "same.json: is not a config, whose VPCs EC2 could be asked about; name a config file with --live, or what aws ec2 prints in place of --live",
    ]);
    expect(refusal("diff nowhere.yaml --live", { cwd })).toEqual(["--region: is required; for example us-east-1"]);
    expect(refusal("diff nowhere.yaml --live --region us-east-1", { cwd })).toEqual([
      "--live: needs the VPC of the deployment; add vpcId to the deployment",
    ]);
    expect(refusal("diff c.yaml", { cwd })).toEqual(["AFTER: is required; for example stacks/rancher-sg.yaml"]);
    expect(refusal("diff c.yaml same.json --profile x", { cwd })).toEqual([
      "--profile: has no meaning without --live; add --live, or remove it",
    ]);
  });
});

test("requires --live for options of EC2, and allows no origin with --live", () => {
  use((cwd) => {
    expect(refusal("matrix --config c.yaml --region us-east-1", { cwd })).toEqual([
      "--region: has no meaning without --live; add --live, or remove it",
    ]);
    expect(refusal("matrix same.json --live --config c.yaml", { cwd })).toEqual([
      "--live: cannot be combined with ORIGIN; remove one or the other",
    ]);
    expect(refusal("verify same.json --config c.yaml", { cwd })).toEqual([
      "same.json: is no output folder of synth; name such a folder; or add --assertions FILE, to prove assertions by what exists; or run rancher-sg audit, to compare what exists with the deployments",
    ]);
    expect(refusal("verify --live --config c.yaml", { cwd })).toEqual([
      "--assertions: is required; for example assertions.yaml",
    ]);
  });
});
