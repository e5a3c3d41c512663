/** A synthesised stack in a form for review: its outputs, its groups, and a line for each rule. */
type Attributes = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, Attributes>>;

/** The parts of `cdk.tf.json` that are rendered. */
export interface StackJson {
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly provider: { readonly aws: readonly Attributes[] };
  readonly resource: Readonly<Record<string, Resources>>;
  readonly terraform: {
    readonly backend: unknown;
    readonly cloud?: unknown;
    readonly required_providers: { readonly aws: { readonly version: string } };
  };
}

const ruleTypes = [
  ["in ", "aws_vpc_security_group_ingress_rule"],
  ["out", "aws_vpc_security_group_egress_rule"],
] as const;

export function goldenText({ output = {}, provider, resource, terraform }: StackJson): string {
  const groups = resource.aws_security_group ?? {};
  const nameOf = (reference: unknown): string => {
    const [, id = ""] = /^\$\{aws_security_group\.(.+)\.id\}$/.exec(`${reference}`) ?? [];
    return `${groups[id]?.name ?? elsewhere(`${reference}`)}`;
  };
  /** An attribute of a group, with the group's name instead of its Terraform address. */
  const attributeOf = (reference: unknown): string => {
    const [, id = "", attribute] = /^\$\{aws_security_group\.(.+)\.(\w+)\}$/.exec(`${reference}`) ?? [];
    return attribute ? `${attribute} of ${groups[id]?.name}` : `${reference}`;
  };
  /** An output of a shared stack is a map, which has a line for each entry. */
  const outputLines = (name: string, value: unknown): readonly string[] =>
    value instanceof Object && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, entry]) => outputLines(`${name}.${key}`, entry))
      : [`output ${name} = ${[value].flat().map(attributeOf).join(", ")}`];
  const rules = ruleTypes.flatMap(([direction, type]) =>
    Object.values(resource[type] ?? {}).map((rule) => ({
      owner: nameOf(rule.security_group_id),
      line: ruleLine(direction, rule, nameOf),
    })),
  );
  const linesOf = (owner: string) => rules.filter((rule) => rule.owner === owner).map(({ line }) => line);
  const created = Object.values(groups).map(({ name, vpc_id, description, tags }) =>
    [`group ${name} in ${vpc_id}: ${description}`, `  tags ${JSON.stringify(tags)}`, ...linesOf(`${name}`)].join("\n"),
  );
  const names = Object.values(groups).map(({ name }) => name);
  const others = [...new Set(rules.map(({ owner }) => owner))].filter((owner) => !names.includes(owner));
  return `${[
    [
      `provider ${JSON.stringify(provider.aws)} ${terraform.required_providers.aws.version}`,
      `backend ${JSON.stringify(terraform.backend)}`,
      ...Object.entries(output).flatMap(([name, { value }]) => outputLines(name, value)),
    ].join("\n"),
    ...created,
    ...others.map((owner) => [`existing group ${owner}`, ...linesOf(owner)].join("\n")),
  ].join("\n\n")}\n`;
}

/**
 * The group of another stack, by that stack and the path of the group's construct. Other values are returned unchanged.
 */
function elsewhere(reference: string): string {
  const found = /cross-stack-reference-input-(.+)\.outputs\.cross-stack-output-aws_security_group(.+)_[0-9A-F]{8}id/;
  const [, stack, path] = found.exec(reference) ?? [];
  return stack ? `${stack}: ${path}` : reference;
}

function ruleLine(direction: string, rule: Attributes, nameOf: (reference: unknown) => string): string {
  const { from_port: from, to_port: to, ip_protocol: protocol } = rule;
  const ports = from === undefined ? "all" : from === to ? `${from}` : `${from}-${to}`;
  const peer = rule.cidr_ipv4 ?? rule.cidr_ipv6 ?? rule.prefix_list_id ?? nameOf(rule.referenced_security_group_id);
  return `  ${direction} ${protocol === "-1" ? "all" : `${ports}/${protocol}`} ${peer} | ${rule.description}`;
}
