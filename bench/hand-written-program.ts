/**
 * A cdktf program for the same security groups, as a user would write it by hand: a construct for each group and each
 * rule, with references by `group.id`. It reads its resources from a synthesised folder, which is not timed, and writes
 * the same JSON, byte by byte. Usage: node hand-written-program.js <synthesised folder> <output folder>
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecurityGroup, type SecurityGroupConfig } from "@cdktf/provider-aws/lib/security-group";
import {
  VpcSecurityGroupEgressRule,
  type VpcSecurityGroupEgressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import {
  VpcSecurityGroupIngressRule,
  type VpcSecurityGroupIngressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { configOf } from "./attributes";
import { report } from "./phases";

type Attributes = Readonly<Record<string, unknown>>;

interface Resource {
  /** The ids of the constructs above it, and its own id. */
  readonly path: readonly string[];
  readonly name: string;
  readonly attributes: Attributes;
}

interface Written {
  readonly stack: string;
  readonly provider: Attributes;
  readonly backend: Attributes;
  readonly groups: readonly Resource[];
  readonly ingress: readonly Resource[];
  readonly egress: readonly Resource[];
  readonly outputs: readonly (readonly [id: string, value: string])[];
}

const [source = "cdktf.out", outdir = "hand-written.out"] = process.argv.slice(2);
const stacks = read();
report(outdir, () => {
  const app = new App({ outdir });
  for (const written of stacks) addStack(app, written);
  return () => app.synth();
});

function addStack(app: App, { stack: name, provider, backend, groups, ingress, egress, outputs }: Written): void {
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", provider);
  new LocalBackend(stack, backend);
  const made = new Map<string, SecurityGroup>();
  for (const { path, name, attributes } of groups) {
    const [scope, id] = placeOf(stack, path);
    made.set(name, new SecurityGroup(scope, id, attributes as SecurityGroupConfig));
  }
  const referring = (attributes: Attributes) =>
    Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => {
        const group = /^\$\{aws_security_group\.(\w+)\.id\}$/.exec(String(value))?.[1];
        return [key, group === undefined ? value : made.get(group)?.id];
      }),
    );
  for (const { path, attributes } of ingress) {
    const [scope, id] = placeOf(stack, path);
    new VpcSecurityGroupIngressRule(scope, id, referring(attributes) as unknown as VpcSecurityGroupIngressRuleConfig);
  }
  for (const { path, attributes } of egress) {
    const [scope, id] = placeOf(stack, path);
    new VpcSecurityGroupEgressRule(scope, id, referring(attributes) as unknown as VpcSecurityGroupEgressRuleConfig);
  }
  for (const [id, value] of outputs) {
    new TerraformOutput(stack, id, { value: referring({ value }).value, staticId: true });
  }
}

/** The construct at a path, which is created if it is new, and the id below it. */
function placeOf(stack: TerraformStack, path: readonly string[]): readonly [scope: Construct, id: string] {
  let scope: Construct = stack;
  for (const id of path.slice(0, -1)) scope = (scope.node.tryFindChild(id) as Construct) ?? new Construct(scope, id);
  return [scope, path.at(-1) as string];
}

function read(): readonly Written[] {
  const manifest = JSON.parse(readFileSync(join(source, "manifest.json"), "utf8"));
  return Object.entries<{ synthesizedStackPath: string }>(manifest.stacks).map(([stack, { synthesizedStackPath }]) => {
    const { resource, output, provider, terraform } = JSON.parse(
      readFileSync(join(source, synthesizedStackPath), "utf8"),
    );
    return {
      stack,
      provider: provider.aws[0],
      backend: terraform.backend.local,
      groups: resourcesOf(resource.aws_security_group),
      ingress: resourcesOf(resource.aws_vpc_security_group_ingress_rule),
      egress: resourcesOf(resource.aws_vpc_security_group_egress_rule),
      outputs: Object.entries<{ value: string }>(output ?? {}).map(([id, { value }]) => [id, value]),
    };
  });
}

/** The resources of one type, with cdktf's attribute names. */
function resourcesOf(resources: Readonly<Record<string, Attributes>> = {}): readonly Resource[] {
  return Object.entries(resources).map(([name, attributes]) => ({
    name,
    path: (attributes["//"] as { metadata: { path: string } }).metadata.path.split("/").slice(1),
    attributes: configOf(attributes),
  }));
}
