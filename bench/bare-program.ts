/**
 * A bare cdktf program: the same resources as in a synthesised folder, from plain values, without anything else. Usage:
 * node bare-program.js <synthesised folder> <output folder>
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
import { configOf } from "./attributes";

const [source = "cdktf.out", outdir = "bare.out"] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(join(source, "manifest.json"), "utf8"));
const app = new App({ outdir });

for (const [name, { synthesizedStackPath }] of Object.entries<{ synthesizedStackPath: string }>(manifest.stacks)) {
  const { resource, output, provider, terraform } = JSON.parse(
    readFileSync(join(source, synthesizedStackPath), "utf8"),
  );
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", provider.aws[0]);
  new LocalBackend(stack, terraform.backend.local);
  for (const [id, config] of configs(resource.aws_security_group)) {
    new SecurityGroup(stack, id, config as unknown as SecurityGroupConfig);
  }
  for (const [id, config] of configs(resource.aws_vpc_security_group_ingress_rule)) {
    new VpcSecurityGroupIngressRule(stack, id, config as unknown as VpcSecurityGroupIngressRuleConfig);
  }
  for (const [id, config] of configs(resource.aws_vpc_security_group_egress_rule)) {
    new VpcSecurityGroupEgressRule(stack, id, config as unknown as VpcSecurityGroupEgressRuleConfig);
  }
  for (const [id, { value }] of Object.entries<{ value: string }>(output)) new TerraformOutput(stack, id, { value });
}
app.synth();

/** The resources of one type as cdktf's config objects. */
function configs(resources: Record<string, Record<string, unknown>>) {
  return Object.entries(resources).map(([id, attributes]) => [id, configOf(attributes)] as const);
}
