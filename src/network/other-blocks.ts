/** Blocks of Terraform's JSON that are not about groups and rules, but may run programs or open ports in other ways. */
import { isRecord } from "../model/is-record";
import type { JsonMap } from "./terraform-folder";

/** Sections with blocks that the synth of this package writes, and the types of these blocks. Default: every type is known. */
const knownSections: Readonly<Record<string, RegExp | undefined>> = {
  "//": undefined,
  terraform: undefined,
  output: undefined,
  variable: undefined,
  import: undefined,
  moved: undefined,
  removed: undefined,
  // Listed as such.
  module: undefined,
  resource: /security_group(?!.*_association$)/,
  data: /^(terraform_remote_state|aws_security_group|aws_vpc|aws_caller_identity)$/,
  provider: /^aws$/,
};

/** Their addresses. */
export function otherBlocks(json: JsonMap): readonly string[] {
  return Object.entries(json).flatMap(([section, blocks]) => {
    if (!Object.hasOwn(knownSections, section)) return [section];
    const known = knownSections[section];
    if (!known || !isRecord(blocks)) return [];
    return Object.entries(blocks)
      .filter(([type]) => !known.test(type))
      .flatMap(([type, named]) => addressesOf(section, type, named));
  });
}

function addressesOf(section: string, type: string, named: unknown): readonly string[] {
  if (section === "provider") return [`provider.${type}`];
  const prefix = section === "data" ? `data.${type}` : type;
  return Object.keys(isRecord(named) ? named : {}).map((name) => `${prefix}.${name}`);
}
