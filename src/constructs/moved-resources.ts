import { TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import type { Construct, IConstruct, Node } from "constructs";
import { issueLine, type Problem, problems } from "../errors";

/** Where the resources of a construct were. */
export interface FormerPlace {
  /** The path of the construct, already checked by `movedFromProblem`. */
  readonly path: string;
  /** Former ids of constructs in it, by their ids now. Default: they had the same ids. */
  readonly ids?: ReadonlyMap<string, string>;
}

/**
/**
 * The `moved` blocks that let Terraform keep every resource of a construct whose path changed. Implemented here because
 * cdktf's `moveFromId` runs `terraform version` at each synth.
 */
export class MovedResources extends TerraformElement {
  readonly #stack: TerraformStack;

  /**
   * `former` is where the resources of `construct` were before, the oldest first. A state may have them at any of these
   * places, so each place has blocks to the next one.
   */
  constructor(
    private readonly construct: Construct,
    private readonly former: readonly FormerPlace[],
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
      const former = this.former.map(({ path, ids }) =>
        this.logicalId([...this.idsOf(path), ...below.map((id) => ids?.get(id) ?? id)]),
      );
      const type = resource.terraformResourceType;
      return former.flatMap((from, index) => {
        const to = former[index + 1] ?? resource.friendlyUniqueId;
        return from === to ? [] : [{ from: `${type}.${from}`, to: `${type}.${to}` }];
      });
    });
  }

  private idsOf(path: string): readonly string[] {
    return path.slice(this.#stack.node.path.length + 1).split("/");
  }

  /** The logical id that the stack gives a resource at a path, even if there is none. */
  private logicalId(ids: readonly string[]): string {
    const scopes = [...this.#stack.node.scopes, ...ids.map((id) => ({ node: { id } }))];
    return this.#stack.getLogicalId({ scopes } as unknown as Node);
  }

  /** Former addresses at which there is a resource now: Terraform refuses to move those. */
  private takenAddresses(): string[] {
    const taken = new Set(resourcesIn(this.#stack).map(addressOf));
    const [first] = this.moves().filter(({ from }) => taken.has(from));
    return first
      ? [issueLine({ ...problems.movedFromTaken(first.from), path: ["movedFrom"], received: this.former.at(-1)?.path })]
      : [];
  }
}

/** The problem with the former path of a construct, if any. */
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
