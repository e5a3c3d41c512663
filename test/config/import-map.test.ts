import { issuesOfFiles, linesOf, nodes } from "./config-lines";

const config = nodes("    adopt: taken.json\n");
const again = "run rancher-sg audit --imports again, or remove the line adopt, which only one deploy needs";
const map = (changes: object = {}, nodesGroup: object = {}) =>
  JSON.stringify(
    {
      deployment: "lab",
      vpcId: "vpc-0a1b2c3d",
      groups: { nodes: { securityGroupId: "sg-0a1b2c3d", rules: {}, ...nodesGroup } },
      ...changes,
    },
    null,
    2,
  );
const messagesOf = (text: string) => linesOf(issuesOfFiles({ "c.yaml": config, "taken.json": text }));

test("reads a map that fits the deployment, from the folder of the config", () => {
  expect(messagesOf(map({}, { rules: { "ingress-tcp-22-0.0.0.0/0": "sgr-0a1b2c3d" } }))).toEqual([]);
});

test("reports a missing map at the place where the config names it", () => {
  expect(linesOf(issuesOfFiles({ "c.yaml": config, "other.yaml": nodes("").replace("lab", "other") }))).toContain(
    'c.yaml:6:12 deployments[0].adopt: cannot be read: there is no such file, got "taken.json"; run rancher-sg audit --deployment lab --imports FILE, which writes it, or remove adopt',
  );
});

test("reports every mistake in a map at its place in the map", () => {
  const text = map(
    { vpcId: "vpc-1", more: 1 },
    { securityGroupId: "sg-1", rules: { "ingress-tcp-22-0.0.0.0/0": "22" } },
  );
  expect(messagesOf(text)).toEqual([
    'taken.json:3:12 vpcId: is not the id of a VPC, got "vpc-1"; it looks like vpc-0a1b2c3d4e5f60718',
    'taken.json:6:26 groups.nodes.securityGroupId: is not the id of a security group, got "sg-1"; it looks like sg-0123456789abcdef0',
    'taken.json:8:37 groups.nodes.rules.ingress-tcp-22-0.0.0.0/0: is not the id of a security group rule, got "22"; it looks like sgr-0123456789abcdef0',
    "taken.json:12:3 more: is not a known key; use one of deployment, vpcId, groups",
  ]);
});

test("reports truncated text at its end", () => {
  expect(messagesOf(map().slice(0, -3))).toContain(
    "taken.json:9:3: is not YAML: Flow map must end with a }; close the bracket, or indent its lines more than its key",
  );
});

test("rejects the map of another deployment, or of another VPC", () => {
  expect(messagesOf(map({ deployment: "production" }))).toEqual([
    `taken.json:2:17 deployment: does not belong to lab, which reads this import map, got "production"; ${again}`,
  ]);
  expect(messagesOf(map({ vpcId: "vpc-00000000" }))).toEqual([
    `taken.json:3:12 vpcId: does not belong to lab, which reads this import map, got "vpc-00000000"; ${again}`,
  ]);
});

test("rejects rules that the deployment no longer has: they would stay open in EC2 without being managed", () => {
  const rules = { "ingress-tcp-23-0.0.0.0/0": "sgr-0a1b2c3d" };
  const groups = {
    etcd: { securityGroupId: "sg-0a1b2c3d", rules: {} },
    nodes: { securityGroupId: "sg-0a1b2c3d", rules },
  };
  expect(messagesOf(map({ groups }))).toEqual([
    `taken.json:5:5 groups.etcd: is no group of the deployment; ${again}`,
    `taken.json:12:9 groups.nodes.rules.ingress-tcp-23-0.0.0.0/0: is a rule that the deployment does not ask for, so nobody would manage it; ${again}`,
  ]);
});

test("compares a map with the rules as created: optimized, if the deployment optimizes", () => {
  const adjoining = "    ports: { ssh: 79 }\n    optimize: true\n    adopt: taken.json\n";
  const lines = (key: string) =>
    linesOf(issuesOfFiles({ "c.yaml": nodes(adjoining), "taken.json": map({}, { rules: { [key]: "sgr-0a1b2c3d" } }) }));
  expect(lines("ingress-tcp-79-80-0.0.0.0/0")).toEqual([]);
  expect(lines("ingress-tcp-80-0.0.0.0/0")).toHaveLength(1);
});
