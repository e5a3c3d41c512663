/** Address lists of programs: values that several constructs and stacks share. */
import { App, TerraformStack, TerraformVariable } from "cdktf";
import {
  AddressList,
  ClusterSecurityGroups,
  type ClusterSecurityGroupsProps,
  Port,
  parseDeployment,
  planDeployment,
  type SecurityGroupsError,
} from "../../src";
import { ruleText } from "../../src/report/rule";
import { synthesize } from "./synthesized";

const office = new AddressList("office", { cidrs: ["203.0.113.0/24"], description: "Berlin" });
const vpn = new AddressList("vpn", { cidrs: ["198.51.100.0/24"], addresses: [office] });

type Clients = NonNullable<ClusterSecurityGroupsProps["parties"]>["workloadClients"];

const add = (stack: TerraformStack, workloadClients: Clients, id = "production") =>
  new ClusterSecurityGroups(stack, id, {
    vpcId: "vpc-0a1b2c3d",
    provisioning: "custom",
    distribution: "rke2",
    rancherVersion: "2.15",
    parties: { rancher: "none", workloadClients },
  });
const inStack = <T>(use: (stack: TerraformStack) => T) => use(new TerraformStack(new App(), "stack"));
const messageOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as SecurityGroupsError).message;
  }
  return undefined;
};

test("lists make the rules of their CIDRs, and the plan names them", () => {
  const listed = synthesize((stack) => add(stack, { addresses: [vpn, office] }));
  const direct = synthesize((stack) => add(stack, { cidrs: ["198.51.100.0/24", "203.0.113.0/24"] }));
  expect(listed.rules()).toEqual(direct.rules());
  const texts = inStack((stack) =>
    add(stack, { addresses: [vpn] }).plan.groups.flatMap(({ rules }) => rules.map(ruleText)),
  );
  expect(texts).toEqual(
    expect.arrayContaining(["tcp 443 from 203.0.113.0/24 (office)", "tcp 443 from 198.51.100.0/24 (vpn)"]),
  );
});

test("a list with a token is a rule with for_each, with the name of the list in the plan", () => {
  const texts = inStack((stack) => {
    const { listValue } = new TerraformVariable(stack, "offices", { type: "list(string)" });
    const offices = new AddressList("offices", { cidrs: listValue });
    return add(stack, { addresses: [offices] }).plan.groups.flatMap(({ rules }) => rules.map(ruleText));
  });
  expect(texts).toContain("tcp 443 from toset(var.offices) (offices)");
});

test("a connection takes a list, and names it in its port rule", () => {
  const { id, texts } = inStack((stack) => {
    const cluster = add(stack, "none");
    const { portRule } = cluster.findGroup("worker").allowFrom({ addresses: [vpn] }, Port.tcp(9100), "Metrics");
    return { id: portRule, texts: cluster.plan.groups.flatMap(({ rules }) => rules.map(ruleText)) };
  });
  expect(id).toBe("worker-from-vpn-9100-tcp");
  expect(texts).toEqual(expect.arrayContaining(["tcp 9100 from 203.0.113.0/24 (office)"]));
});

test("mistakes in a list are reported where it is created", () => {
  expect(messageOf(() => new AddressList("Head office", { cidrs: ["203.0.113.5/24"] }))).toBe(
    [
      'AddressList Head office name: cannot be used as a name, got "Head office"; use small letters, digits and -, starting with a letter, at most 64',
      'AddressList Head office cidrs[0]: has host bits set, got "203.0.113.5/24"; the network is 203.0.113.0/24',
    ].join("\n"),
  );
  expect(messageOf(() => new AddressList("a", { addresses: ["office" as never] }))).toBe(
    'AddressList a addresses[0]: must be an AddressList, got "office"',
  );
});

test("names without a list, and two lists with one name, are errors of the construct", () => {
  const other = new AddressList("office", { cidrs: ["10.0.0.0/8"] });
  const same = new AddressList("office", { cidrs: ["203.0.113.0/24"], description: "Berlin" });
  const found = (workloadClients: Clients) => inStack((stack) => messageOf(() => add(stack, workloadClients)));
  expect(found({ addresses: [office, same] })).toBeUndefined();
  expect(found({ addresses: [vpn, other, "ofice"] })).toBe(
    [
      'stack/production parties.workloadClients.addresses[1]: is also the name of another AddressList of this construct, with other addresses, got "office"; rename one of them',
      'stack/production parties.workloadClients.addresses[2]: is not an address list, got "ofice"; did you mean "office"?',
    ].join("\n"),
  );
});

test("a deployment of the library takes lists too, and lists that contain one list many times cost no more", () => {
  let last = office;
  for (let index = 0; index < 60; index++) last = new AddressList(`l${index}`, { addresses: [last, last] });
  const deployment = parseDeployment({
    type: "rancher-nodes",
    name: "nodes",
    edition: "2025-09",
    sources: { "rancher-nodes-ssh-tcp": { addresses: [last] } },
  });
  const texts = planDeployment(deployment).groups.flatMap(({ rules }) => rules.map(ruleText));
  expect(texts).toContain("tcp 22 from 203.0.113.0/24 (office)");
  expect(inStack((stack) => add(stack, { addresses: [last] }).plan.groups.length)).toBe(3);
});
