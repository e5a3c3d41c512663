/** A stack that was really synthesised, read back from its Terraform JSON. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import { SecurityGroupsError } from "../../src";

/** The attributes of a resource in Terraform's JSON. */
export type Attributes = Readonly<Record<string, unknown>>;

export interface Synthesized {
  /** The whole stack. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Resources of a type by their name in Terraform. */
  resources(type: string): Readonly<Record<string, Attributes>>;
  /** Ingress and egress rules together. */
  rules(): readonly Attributes[];
}

const ingress = "aws_vpc_security_group_ingress_rule";
const egress = "aws_vpc_security_group_egress_rule";

export function synthesize(build: (stack: TerraformStack) => void): Synthesized {
  return synthesizeApp((app) => build(stackOf(app, "stack")), "stack")[0] as Synthesized;
}

/** Several stacks of one app, in the order of their names here. */
export function synthesizeApp(build: (app: App) => void, ...stacks: readonly string[]): readonly Synthesized[] {
  return inApp(build, (outdir) =>
    stacks.map((name): Synthesized => {
      const json = JSON.parse(readFileSync(join(outdir, `stacks/${name}/cdk.tf.json`), "utf8"));
      const resources = (type: string): Readonly<Record<string, Attributes>> => json.resource?.[type] ?? {};
      return { json, resources, rules: () => [ingress, egress].flatMap((type) => Object.values(resources(type))) };
    }),
  );
}

/** Synthesises an app into a temporary folder, and returns the result of `use`. */
export function inApp<T>(build: (app: App) => void, use: (outdir: string) => T): T {
  const outdir = mkdtempSync(join(tmpdir(), "constructs-"));
  try {
    const app = new App({ outdir });
    build(app);
    app.synth();
    return use(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export function stackOf(app: App, name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  return stack;
}

/** The lines of the error that is thrown; empty if none is. */
export function linesOf(build: (stack: TerraformStack) => unknown): readonly string[] {
  try {
    build(new TerraformStack(new App(), "network"));
  } catch (error) {
    if (!(error instanceof SecurityGroupsError)) throw error;
    return error.message.split("\n");
  }
  return [];
}

/** The Terraform expression of a token. */
export function expressionOf(token: string | undefined, scope: Construct): unknown {
  return Tokenization.resolve(token, { scope, resolver: new DefaultTokenResolver(new StringConcat()) });
}

/** The number of resources of each type. */
export function counts(synthesized: Synthesized): readonly [groups: number, ingress: number, egress: number] {
  const count = (type: string) => Object.keys(synthesized.resources(type)).length;
  return [count("aws_security_group"), count(ingress), count(egress)];
}

const peerAttributes = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"];

/** The peers in the attributes of a rule. */
export function peersOf(rule: Attributes): readonly string[] {
  return peerAttributes.filter((attribute) => rule[attribute] !== undefined);
}

/** The path of a construct in its stack, from the metadata. */
export function pathOf(resource: Attributes): string {
  return (resource["//"] as { metadata: { path: string } }).metadata.path;
}
