/**
 * Counts the lines of HCL for the groups in a Terraform state. The source of the setups is not available, so this
 * writes each resource in the shortest usual form: a line for each argument that is set, one for the block's name, and
 * one for its end. Blank lines, variables, and everything other than groups and rules are not counted.
 */

type Values = Readonly<Record<string, unknown>>;
interface Resource {
  readonly address: string;
  readonly type: string;
  readonly values: Values;
}

const groupArguments = ["name", "vpc_id", "tags"];
const ruleArguments = [
  "type",
  "security_group_id",
  "from_port",
  "to_port",
  "protocol",
  "ip_protocol",
  "description",
  "self",
  "cidr_blocks",
  "ipv6_cidr_blocks",
  "prefix_list_ids",
  "source_security_group_id",
  "security_groups",
  "cidr_ipv4",
  "cidr_ipv6",
  "prefix_list_id",
  "referenced_security_group_id",
];

export function hclLines(state: {
  readonly values: { readonly root_module: { readonly resources: Resource[] } };
}): number {
  const { resources } = state.values.root_module;
  const ofGroups = resources
    .filter(({ type }) => type === "aws_security_group")
    .map(({ values }) => groupLines(values));
  // Instances of one block differ in the value of one argument, which is an element of its for_each.
  const blocks = new Map<string, Resource[]>();
  for (const resource of resources.filter(({ type }) => /^aws_(vpc_)?security_group_.*rule$/.test(type))) {
    const block = resource.address.replace(/\[.*\]$/, "");
    blocks.set(block, [...(blocks.get(block) ?? []), resource]);
  }
  const ofRules = [...blocks.values()].map((instances) => {
    const [{ values }] = instances as [Resource];
    return blockLines(values) + (instances.length > 1 ? 1 : 0);
  });
  return [...ofGroups, ...ofRules].reduce((sum, lines) => sum + lines, 0);
}

function groupLines(values: Values): number {
  const inline = [values.ingress, values.egress].flatMap((rules) => rules as Values[]);
  const own = groupArguments.filter((name) => isSet(values[name])).length + 2;
  return inline.reduce((sum, rule) => sum + blockLines(rule), own);
}

const blockLines = (values: Values) => ruleArguments.filter((name) => isSet(values[name])).length + 2;

function isSet(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === false) return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
