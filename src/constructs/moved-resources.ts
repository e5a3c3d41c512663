import { TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import type { Construct, IConstruct, Node } from "constructs";
import { issueLine, type Problem, problems } from "../errors";

/**
 * The `moved` blocks by which Terraform keeps every resource of a construct that had another path before. An element of
 * its own, since cdktf's `moveFromId` runs Terraform at each synth to ask for its version.
 */
export class MovedResources extends TerraformElement {
  readonly #stack: TerraformStack;

  /** `from` is the former path of `construct`, as `movedFromProblem` lets it pass. */
  constructor(
    private readonly construct: Construct,
    private readonly from: string,
  ) {
    super(construct, "Moved");
    this.#stack = TerraformStack.of(construct);
    this.node.addValidation({ validate: () => this.takenAddresses() });
  }

  override toTerraform() {
    return { moved: this.moves() };
  }

  override toHclTerraform() {
    const reference = (value: string) => ({ value, isBlock: false, type: "simple", storageClassType: "reference" });
    return { moved: this.moves().map(({ from, to }) => ({ from: reference(from), to: reference(to) })) };
  }

  private moves(): readonly { readonly from: string; readonly to: string }[] {
    const depth = this.construct.node.scopes.length;
    return resourcesIn(this.construct).flatMap((resource) => {
      const below = resource.node.scopes.slice(depth).map(({ node }) => node.id);
      const [from, to] = [this.logicalId([...this.formerIds(), ...below]), resource.friendlyUniqueId];
      const type = resource.terraformResourceType;
      return from === to ? [] : [{ from: `${type}.${from}`, to: `${type}.${to}` }];
    });
  }

  private formerIds(): readonly string[] {
    return this.from.slice(this.#stack.node.path.length + 1).split("/");
  }

  /** What the stack calls a resource at a path, whether it is there or not. */
  private logicalId(ids: readonly string[]): string {
    const scopes = [...this.#stack.node.scopes, ...ids.map((id) => ({ node: { id } }))];
    return this.#stack.getLogicalId({ scopes } as unknown as Node);
  }

  /** Terraform moves nothing away from an address at which there is a resource now. */
  private takenAddresses(): string[] {
    const taken = new Set(resourcesIn(this.#stack).map(addressOf));
    const [first] = this.moves().filter(({ from }) => taken.has(from));
    return first
      ? [issueLine({ ...problems.movedFromTaken(first.from), path: ["movedFrom"], received: this.from })]
      : [];
  }
}

/** What is wrong with the former path of a construct, if anything. */
export function movedFromProblem(construct: Construct, from: unknown): Problem | undefined {
  const stack = TerraformStack.of(construct).node.path;
  if (typeof from !== "string") return problems.wrongType("a text");
  if (from === construct.node.path) return problems.movedFromItself();
  return from.startsWith(`${stack}/`) && !from.split("/").includes("") ? undefined : problems.movedFromStack(stack);
}

function resourcesIn(construct: IConstruct): readonly TerraformResource[] {
  return construct.node.findAll().filter((each) => TerraformResource.isTerraformResource(each));
}

function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
