/**
 * Which resources does the previous owner of imported groups remove from its own code and state? Pure. The answer comes from
 * the tags that CloudFormation sets, and from the state or plan of the previous owner, if one is given.
 */
import { groupBy } from "../model/group-by";
import type { NetworkRule } from "../model/network";
import { ruleIdentity } from "../model/rule-identity";
import type { Ec2Group } from "../network/ec2-network";
import type { Only, OwnedResource, TerraformOwner } from "../network/terraform-owner";
import type { Imports } from "./imports";

/** A group that exists, and what the deployment takes over of it. */
export interface HandedGroup {
  readonly found: Ec2Group;
  /** Whether the deployment takes over the group itself. If not, only rules move, and the group stays with its owner. */
  readonly movesGroup: boolean;
  readonly rules: readonly NetworkRule[];
  readonly owner:
    | { readonly kind: "terraform" /** How many of the rules its state has. */; readonly rules: number }
    | { readonly kind: "cloudformation"; readonly stack: string; readonly logicalId: string }
    | { readonly kind: "unknown" };
}

/** A resource of the previous owner's Terraform that has to leave its state. */
export interface MovedResource {
  readonly resource: OwnedResource;
  /** Whether all instances of the resource leave the state, so that a `removed` block can name it. */
  readonly isWhole: boolean;
  /** Rules of the resource that the deployment does not take over. */
  readonly left: readonly NetworkRule[];
}

/** A resource of the previous owner whose apply removes the rules of a group that it does not list. */
export interface Removing extends Pick<OwnedResource, "address" | "kind"> {
  readonly found: Ec2Group;
  readonly movesGroup: boolean;
  readonly only: Only;
  /** How many rules of the group are no separate resource. */
  readonly rules: number;
}

export interface Handover {
  /** The deployment that takes over. */
  readonly deployment: string;
  readonly region: string;
  readonly groups: readonly HandedGroup[];
  /** Absent if no state or plan of the previous owner is known. */
  readonly terraform?: {
    readonly file: string;
    readonly moved: readonly MovedResource[];
    /** Rules, in groups that move, that the deployment does not have. */
    readonly staying: readonly OwnedResource[];
    readonly removing: readonly Removing[];
  };
}

/** The handover of the groups that some imports take over. */
export function handoverOf(imports: Imports, region: string, terraform?: TerraformOwner): Handover {
  const owned = groupBy(terraform?.resources ?? [], ({ groupId }) => groupId);
  const taken = imports.groups.flatMap((group) => {
    const { planned, found, matching } = group;
    if (!found) return [];
    const rules = matching.map((one) => one.found);
    return [{ found, movesGroup: !planned.existing, resources: owned.get(found.id) ?? [], rules, has: has(rules) }];
  });
  const groups = taken.map(({ found, movesGroup, resources, rules }): HandedGroup => {
    const inState = has(resources.flatMap((one) => one.rules));
    const counted = rules.filter(inState).length;
    const isTerraform = counted > 0 || resources.some(({ kind }) => kind === "group");
    return {
      found,
      movesGroup,
      rules,
      owner: isTerraform ? { kind: "terraform", rules: counted } : stackOf(found),
    };
  });
  const about = { deployment: imports.importMap.deployment, region, groups };
  if (!terraform) return about;
  const moved = taken.flatMap(({ movesGroup, resources, has: isTaken }) =>
    resources
      .filter(({ kind, rules }) => (kind === "rule" ? rules.some(isTaken) : movesGroup || kind === "exclusive"))
      .map((resource) => ({ resource, left: resource.rules.filter((rule) => !isTaken(rule)) })),
  );
  const leaving = new Set(moved.map(({ resource }) => resource));
  const staysInState = new Set(terraform.resources.filter((one) => !leaving.has(one)).map(({ block }) => block));
  return {
    ...about,
    terraform: {
      file: terraform.file,
      moved: moved.map((one) => {
        const { block } = one.resource;
        return { ...one, isWhole: block !== undefined && !staysInState.has(block) };
      }),
      staying: taken.flatMap(({ movesGroup, resources }) =>
        movesGroup ? resources.filter((one) => !leaving.has(one)) : [],
      ),
      removing: taken.flatMap(({ found, movesGroup, resources }) =>
        resources.flatMap((resource) => {
          const { address, kind, rules, only } = resource;
          return only ? [{ address, kind, rules: rules.length, only, found, movesGroup }] : [];
        }),
      ),
    },
  };
}

/** Whether a rule of the same group is among these: the two readings of it may lack ids. */
function has(rules: readonly NetworkRule[]): (rule: NetworkRule) => boolean {
  const identities = new Set(rules.map(ruleIdentity));
  return (rule) => identities.has(ruleIdentity(rule));
}

const stackTag = "aws:cloudformation:stack-name";
const logicalIdTag = "aws:cloudformation:logical-id";

function stackOf({ tags }: Ec2Group): HandedGroup["owner"] {
  const { [stackTag]: stack, [logicalIdTag]: logicalId } = tags;
  if (stack === undefined || logicalId === undefined) return { kind: "unknown" };
  return { kind: "cloudformation", stack, logicalId };
}
