/**
 * What a reference in the JSON of a stack stands for: a group of this stack, of another one through its outputs, a group
 * known by its id, or an expression that only Terraform can evaluate, which is kept as it is.
 */
import { type Issue, type Path, type Problem, problems } from "../errors";
import { isRecord } from "../model/is-record";
import type { NetworkPeer } from "../model/network";
import { variableForOutput } from "../model/terraform-names";
import { isToken } from "../model/token";
import type { JsonMap, StackJson } from "./terraform-folder";

/** Answers for one stack, with a problem where a reference leads nowhere. */
export interface Resolver {
  /** The group that a value of the stack's JSON names: `group` by `<stack>/<address>`, or `securityGroup` by its id or an expression. */
  group(value: unknown): NetworkPeer | Problem;
  /** An expression, checked for what it refers to. */
  expression(value: string): string | Problem;
  /** The text, or the default of the variable of a module. */
  variable(value: unknown): unknown;
  /** Notes a place in the stack's JSON at fault. */
  fault(problem: Problem, path: Path, received?: unknown): undefined;
}

/** `stacks` by name. A group is looked up once, however many rules name it. */
export function resolverOf(stack: StackJson, stacks: ReadonlyMap<string, StackJson>, issues: Issue[]): Resolver {
  const known = new Map<unknown, NetworkPeer | Problem>();
  return {
    group(value) {
      const found = known.get(value) ?? groupIn(stack, stacks, value, new Set());
      known.set(value, found);
      return found;
    },
    expression(value) {
      return missingReferent(stack, value) ?? expressionOf(value);
    },
    variable(value) {
      const [, name] = stack.isModule ? (/^\$\{var\.([\w-]+)\}$/.exec(`${value}`) ?? []) : [];
      return (name === undefined ? undefined : at(stack.json, "variable", name, "default")) ?? value;
    },
    fault(problem, path, received) {
      issues.push({ ...problem, root: stack.file, path, ...(received === undefined ? {} : { received }) });
      return undefined;
    },
  };
}

const expressionOf = (value: string) => `\${${value.replaceAll(/[${}]/g, "")}}`;

/** `asked`: the stacks whose outputs led here. Two outputs may name each other, so each stack is asked once. */
function groupIn(
  stack: StackJson,
  stacks: ReadonlyMap<string, StackJson>,
  value: unknown,
  asked: ReadonlySet<StackJson>,
): NetworkPeer | Problem {
  if (typeof value !== "string")
    return value === undefined ? problems.missing("sg-0123456789abcdef0") : problems.notAGroup();
  if (/^(\d{12}\/)?sg-[0-9a-f]+$/.test(value)) return { type: "securityGroup", value };
  if (!isToken(value)) return problems.notAGroup();

  const [, address] = /^\$\{(aws_(?:default_)?security_group\.[\w-]+)\.id\}$/.exec(value) ?? [];
  if (address !== undefined) {
    const problem = missingReferent(stack, value);
    return problem ?? { type: "group", value: `${stack.name}/${address}` };
  }
  const [, source = "", dotted, quoted] =
    /^\$\{data\.terraform_remote_state\.([\w-]+)\.outputs(?:\.([\w-]+)|\["([^"]+)"\])\}$/.exec(value) ?? [];
  const output = dotted ?? quoted;
  if (output !== undefined) return throughOutput(stack, stacks, source, output, asked);
  const [, variable] = stack.isModule ? (/^\$\{var\.([\w-]+)\}$/.exec(value) ?? []) : [];
  if (variable !== undefined) return throughVariable(stack, stacks, variable, asked);
  const problem = missingReferent(stack, value);
  return problem ?? { type: "securityGroup", value: expressionOf(value) };
}

function throughOutput(
  stack: StackJson,
  stacks: ReadonlyMap<string, StackJson>,
  source: string,
  output: string,
  asked: ReadonlySet<StackJson>,
): NetworkPeer | Problem {
  const data = at(stack.json, "data", "terraform_remote_state", source);
  if (!isRecord(data)) return problems.unresolved(`data.terraform_remote_state.${source}`);
  const name = source.replace(/^cross-stack-reference-input-/, "");
  const other = stacks.get(name);
  if (!other || asked.has(other)) return problems.unresolved(`the stack ${name}`);
  const [read, written] = [stateOf(data.backend, data.config), ownState(other.json)];
  if (read !== undefined && written !== undefined && read !== written) return problems.otherState(name);
  const value = at(other.json, "output", output, "value");
  if (value === undefined) return problems.unresolved(`the output ${output} of the stack ${name}`);
  return groupIn(other, stacks, value, new Set([...asked, stack]));
}

/** The group of another module, by the variable that takes its output. */
function throughVariable(
  stack: StackJson,
  stacks: ReadonlyMap<string, StackJson>,
  variable: string,
  asked: ReadonlySet<StackJson>,
): NetworkPeer | Problem {
  if (at(stack.json, "variable", variable) === undefined) return problems.unresolved(`var.${variable}`);
  const found = [...stacks.values()].flatMap((other) => {
    const outputs = asked.has(other) ? {} : at(other.json, "output");
    return Object.entries(isRecord(outputs) ? outputs : {}).flatMap(([output, body]) =>
      variableForOutput(other.name, output) === variable ? [{ other, value: at(body, "value") }] : [],
    );
  });
  const [first] = found;
  if (!first || found.length > 1) return { type: "securityGroup", value: expressionOf(`\${var.${variable}}`) };
  return groupIn(first.other, stacks, first.value, new Set([...asked, stack]));
}

function ownState(json: JsonMap): string | undefined {
  const backends = at(json, "terraform", "backend");
  const [[kind, config] = []] = isRecord(backends) ? Object.entries(backends) : [];
  return stateOf(kind, config);
}

/** Where a state is, for the backends whose place is plain to see. */
function stateOf(backend: unknown, config: unknown): string | undefined {
  if (!isRecord(config)) return undefined;
  if (backend === "local") return `local ${config.path}`;
  return backend === "s3" ? `s3 ${config.bucket} ${config.key}` : undefined;
}

/** Of a plain reference, whether the stack has what it refers to; of anything more complex, nothing is said. */
function missingReferent({ json }: StackJson, value: string): Problem | undefined {
  const [, data, type = "", name = ""] = /^\$\{(data\.)?(\w+)\.([\w-]+)[^}]*\}$/.exec(value) ?? [];
  if (!type || ["local", "each", "count", "path", "self", "terraform"].includes(type)) return undefined;
  if (data) return at(json, "data", type, name) === undefined ? problems.unresolved(`data.${type}.${name}`) : undefined;
  const referent =
    type === "var"
      ? at(json, "variable", name)
      : type === "module"
        ? at(json, "module", name)
        : at(json, "resource", type, name);
  return referent === undefined ? problems.unresolved(`${type}.${name}`) : undefined;
}

function at(json: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    json,
  );
}
