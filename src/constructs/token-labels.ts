/**
 * Labels for values that only Terraform knows: the expressions of their tokens, which are the same each time a value is
 * read.
 */
import {
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  StringConcat,
  TerraformStack,
  Tokenization,
} from "cdktf";
import type { Construct } from "constructs";
import { type Issue, type Path, problems } from "../errors";
import { isListToken } from "../model/token";

export class TokenLabels {
  readonly #labels = new Map<string, { readonly local: string; readonly global: string }>();

  constructor(private readonly scope: Construct) {}

  /** The expression, such as `aws_vpc.main.cidr_block`. References to another stack are prefixed with that stack. */
  readonly labelOf = (token: string): string => this.labelsOf(token).local;

  /** The expression with the stack in front of every reference, so that it is unique in the whole app. */
  globalLabelOf(token: string): string {
    return this.labelsOf(token).global;
  }

  /**
   * Reports lists whose elements are known only after an apply: Terraform cannot create a rule for each element of such
   * a list.
   */
  unknownLists(value: unknown, path: Path = [], seen = new Set<unknown>()): readonly Issue[] {
    if (typeof value === "object" && value !== null) {
      // Address lists may contain one list many times.
      if (seen.has(value)) return [];
      seen.add(value);
      const isList = Array.isArray(value);
      return Object.entries(value).flatMap(([key, entry]) =>
        this.unknownLists(entry, [...path, isList ? Number(key) : key], seen),
      );
    }
    if (!isListToken(value)) return [];
    const [made] = madeAttribute.exec(this.labelOf(value as string)) ?? [];
    return made === undefined ? [] : [{ ...problems.unknownList(made), path }];
  }

  /** Computed once for each token, because a synth changes how references to other stacks are written. */
  private labelsOf(token: string) {
    const known = this.#labels.get(token);
    if (known) return known;
    const made = {
      local: expressionOf(token, this.scope, TerraformStack.of(this.scope)),
      global: expressionOf(token, this.scope),
    };
    this.#labels.set(token, made);
    return made;
  }
}

/** An attribute of a resource of the same stack that AWS decides. */
const madeAttribute = /(?<![\w.])aws_\w+\.[\w-]+(\[[^\]]*\])?\.(id|arn)\b/;

/** The expression of a token. A list becomes the set of its elements, as in the `for_each` of its rules. */
function expressionOf(token: string, scope: Construct, home?: TerraformStack): string {
  const resolver = new OriginResolver(home);
  const resolved: unknown = Tokenization.resolve(isListToken(token) ? [token] : token, { scope, resolver });
  const text = (typeof resolved === "string" ? resolved : JSON.stringify(resolved)).replaceAll(/[${}]/g, "");
  return isListToken(token) ? `toset(${text})` : text;
}

/** Prefixes each reference to a stack other than `home` with that stack. */
class OriginResolver extends DefaultTokenResolver {
  constructor(private readonly home: TerraformStack | undefined) {
    super(new StringConcat());
  }

  override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const resolved: unknown = super.resolveToken(token, context, postProcessor);
    const origin = "originStack" in token ? token.originStack : undefined;
    if (!origin || !TerraformStack.isStack(origin) || origin === this.home || typeof resolved !== "string") {
      return resolved;
    }
    return resolved.replace(/^(\$\{)?/, `$1${origin.node.path}.`);
  }
}
