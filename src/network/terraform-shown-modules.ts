/**
 * The modules and resources of `terraform show -json`, and the resources that references in a plan lead to. A resource that
 * a plan creates has no id yet, so a reference to it becomes its address. Follows references through variables and outputs
 * of modules, `count` and `for_each`. Locals are not in the JSON, so a reference to one leads nowhere.
 */
import { isRecord } from "../model/is-record";
import type { JsonMap } from "./terraform-folder";

/** A module call that Terraform expanded, or the root module. */
export interface ModuleInstance {
  readonly address: string;
  readonly name: string;
  /** The key of `for_each`, or the index of `count`. Default: neither is used. */
  readonly key?: string | number;
  /** Absent for the root module. */
  readonly parent?: ModuleInstance;
  /** The call in the configuration of the parent. Absent in a state. */
  readonly call?: JsonMap;
  /** The configuration of the module. Absent in a state. */
  readonly config?: JsonMap;
}

/** A resource or a data source with its values. */
export interface ShownResource {
  readonly address: string;
  readonly isData: boolean;
  readonly type: string;
  readonly name: string;
  readonly key?: string | number;
  readonly values: JsonMap;
  /** Which values are known only after the apply: `true` at their places. Empty in a state. */
  readonly unknown: JsonMap;
  /** The arguments of the resource in the configuration. Empty in a state. */
  readonly expressions: JsonMap;
  readonly forEach?: unknown;
  readonly module: ModuleInstance;
}

/** Every resource of a plan or a state, those of child modules included. */
export function shownResources(json: JsonMap): readonly ShownResource[] {
  const values = record(json.planned_values ?? json.values);
  const configuration = record(record(json.configuration).root_module);
  const prior = record(record(json.prior_state).values);
  const unknown = new Map(
    list(json.resource_changes).flatMap((change) =>
      typeof change.address === "string"
        ? [[change.address, record(record(change.change).after_unknown)] as const]
        : [],
    ),
  );
  const root: ModuleInstance = { address: "", name: "", config: configuration };
  const known: Known = { modules: new Map(), unknown };
  return [
    ...resourcesIn(record(values.root_module), root, known, () => true),
    // A plan has the data sources that were read in the state before it.
    ...resourcesIn(record(prior.root_module), root, known, ({ mode }) => mode === "data"),
  ];
}

interface Known {
  /** By address. */
  readonly modules: Map<string, ModuleInstance>;
  readonly unknown: ReadonlyMap<string, JsonMap>;
}

function resourcesIn(
  json: JsonMap,
  module: ModuleInstance,
  known: Known,
  isWanted: (resource: JsonMap) => boolean,
): readonly ShownResource[] {
  const configured = new Map(list(module.config?.resources).map((resource) => [`${resource.address}`, resource]));
  const own = list(json.resources)
    .filter(isWanted)
    .map((resource): ShownResource => {
      const { address, type, name, mode, index } = resource;
      const isData = mode === "data";
      const config = configured.get(`${isData ? "data." : ""}${type}.${name}`);
      return {
        address: `${address}`,
        isData,
        type: `${type}`,
        name: `${name}`,
        ...(typeof index === "string" || typeof index === "number" ? { key: index } : {}),
        values: record(resource.values),
        unknown: known.unknown.get(`${address}`) ?? {},
        expressions: record(config?.expressions),
        ...(config?.for_each_expression === undefined ? {} : { forEach: config.for_each_expression }),
        module,
      };
    });
  const children = list(json.child_modules).flatMap((child) =>
    resourcesIn(child, childModule(`${child.address}`, module, known), known, isWanted),
  );
  return [...own, ...children];
}

function childModule(address: string, parent: ModuleInstance, { modules }: Known): ModuleInstance {
  const same = modules.get(address);
  if (same) return same;
  const segment = parent.address === "" ? address : address.slice(parent.address.length + 1);
  const [, name = "", index] = /^module\.([\w-]+)(?:\[(.*)\])?$/s.exec(segment) ?? [];
  const call = record(record(parent.config?.module_calls)[name]);
  const key = keyOf(index);
  const module = { address, name, parent, call, config: record(call.module), ...(key === undefined ? {} : { key }) };
  modules.set(address, module);
  return module;
}

function keyOf(index: string | undefined): string | number | undefined {
  if (index === undefined) return undefined;
  return /^\d+$/.test(index) ? Number(index) : (JSON.parse(index) as string);
}

/** The module of an expression, and the key of the resource or call that has the expression. */
interface Scope {
  readonly module: ModuleInstance;
  readonly key?: string | number | undefined;
  readonly forEach?: unknown;
}

/** The texts of a list. Terraform writes no other values into a list of references. */
export function textsIn(value: unknown): readonly string[] {
  return [value].flat().filter((entry) => typeof entry === "string");
}

/** Follows references to some resources. */
export class ShownReferences {
  readonly #byType = new Map<string, ShownResource[]>();
  readonly #modules = new Set<ModuleInstance>();

  /** `idOf` names the resources that references may lead to; others have undefined. */
  constructor(
    resources: readonly ShownResource[],
    private readonly rootVariables: JsonMap,
    private readonly idOf: (resource: ShownResource) => string | undefined,
  ) {
    for (const resource of resources) {
      const key = nameOf(resource);
      const known = this.#byType.get(key);
      if (known) known.push(resource);
      else this.#byType.set(key, [resource]);
      for (let one: ModuleInstance | undefined = resource.module; one; one = one.parent) this.#modules.add(one);
    }
  }

  /** The ids or addresses that the value of an argument may be. Undefined if any of them cannot be told. */
  candidates(resource: ShownResource, argument: string): readonly string[] | undefined {
    return this.inExpression(resource.expressions[argument], resource);
  }

  /**
   * The one id or address that the value of an argument is. If `count` or `for_each` makes as many equal resources as the argument has
   * candidates, each candidate belongs to one of them, and it makes no difference to which.
   */
  single(resource: ShownResource, argument: string): string | undefined {
    const found = this.candidates(resource, argument);
    if (!found || found.length <= 1) return found?.[0];
    const siblings = (this.#byType.get(nameOf(resource)) ?? []).filter(({ module }) => module === resource.module);
    const traffic = (one: ShownResource) => JSON.stringify({ ...one.values, description: "", tags: "", tags_all: "" });
    const areEqual = siblings.every((one) => traffic(one) === traffic(resource));
    return areEqual && siblings.length === found.length ? found[siblings.indexOf(resource)] : undefined;
  }

  private inExpression(expression: unknown, scope: Scope): readonly string[] | undefined {
    if (!isRecord(expression)) return undefined;
    if (expression.constant_value !== undefined) {
      return [expression.constant_value].flat().flatMap((value) => (typeof value === "string" ? [value] : []));
    }
    const all = textsIn(expression.references);
    const isPart = (ref: string) => all.some((other) => other.startsWith(`${ref}.`) || other.startsWith(`${ref}[`));
    const isKey = (ref: string) => /^(each\.key|count\.index|path\.\w+|terraform\.\w+)$/.test(ref);
    const whole = all.filter((ref) => !isPart(ref) && !isKey(ref));
    const usesKey = all.some((ref) => ref === "each.key" || ref === "count.index");
    const found = whole.map((ref) => this.inReference(ref, scope, usesKey));
    if (whole.length === 0 || found.some((ids) => ids === undefined)) return undefined;
    return [...new Set(found.flatMap((ids) => ids ?? []))];
  }

  private inReference(ref: string, scope: Scope, usesKey: boolean): readonly string[] | undefined {
    const { module } = scope;
    const [, variable] = /^var\.([\w-]+)/.exec(ref) ?? [];
    if (variable !== undefined) return this.inVariable(variable, module);

    const [, value, attribute] = /^(each\.value)(?:\.([\w-]+))?$/.exec(ref) ?? [];
    if (value !== undefined) return this.inEachValue(attribute, scope);

    const [, called, moduleIndex, output] = /^module\.([\w-]+)(?:\[([^\]]*)\])?(?:\.([\w-]+))?/.exec(ref) ?? [];
    if (called !== undefined) {
      const key = keyOf(moduleIndex) ?? (usesKey ? scope.key : undefined);
      return output === undefined ? undefined : this.inOutput(called, key, output, module);
    }
    const [, data = "", type, name, index] = /^(data\.)?([a-z]\w*)\.([\w-]+)(?:\[([^\]]*)\])?/.exec(ref) ?? [];
    if (type === undefined) return undefined;
    const key = keyOf(index) ?? (usesKey ? scope.key : undefined);
    return this.inResource(`${data}${type}.${name}`, key, module);
  }

  private inVariable(variable: string, module: ModuleInstance): readonly string[] | undefined {
    const { parent, call, key } = module;
    if (parent) {
      const expression = record(call?.expressions)[variable];
      if (expression !== undefined) {
        return this.inExpression(expression, { module: parent, key, forEach: call?.for_each_expression });
      }
      return texts(record(record(module.config?.variables)[variable]).default);
    }
    return texts(record(this.rootVariables[variable]).value);
  }

  /** `each.value.id`, where `for_each` is a resource or a module with the same keys, or anything with one candidate. */
  private inEachValue(attribute: string | undefined, scope: Scope): readonly string[] | undefined {
    const { forEach, module, key } = scope;
    const refs = isRecord(forEach) ? textsIn(forEach.references) : [];
    const [only, ...others] = refs;
    const [, called] = /^module\.([\w-]+)$/.exec(only ?? "") ?? [];
    if (others.length === 0 && called !== undefined) {
      return attribute === undefined ? undefined : this.inOutput(called, key, attribute, module);
    }
    if (others.length === 0 && only !== undefined && this.#byType.has(only)) return this.inResource(only, key, module);
    return this.inExpression(forEach, { module });
  }

  private inOutput(
    called: string,
    key: string | number | undefined,
    output: string,
    parent: ModuleInstance,
  ): readonly string[] | undefined {
    const instances = [...this.#modules].filter((one) => one.parent === parent && one.name === called);
    const wanted = key === undefined ? instances : instances.filter((one) => one.key === undefined || one.key === key);
    const found = wanted.map((one) =>
      this.inExpression(record(record(one.config?.outputs)[output]).expression, { module: one }),
    );
    if (wanted.length === 0 || found.some((ids) => ids === undefined)) return undefined;
    return found.flatMap((ids) => ids ?? []);
  }

  private inResource(
    name: string,
    key: string | number | undefined,
    module: ModuleInstance,
  ): readonly string[] | undefined {
    const instances = (this.#byType.get(name) ?? []).filter((one) => one.module === module);
    const wanted = key === undefined ? instances : instances.filter((one) => one.key === undefined || one.key === key);
    const ids = wanted.flatMap((one) => this.idOf(one) ?? []);
    return wanted.length > 0 && ids.length === wanted.length ? ids : undefined;
  }
}

const nameOf = ({ isData, type, name }: ShownResource) => `${isData ? "data." : ""}${type}.${name}`;

function texts(value: unknown): readonly string[] | undefined {
  const all = [value ?? []].flat();
  return all.length > 0 && all.every((one) => typeof one === "string") ? (all as string[]) : undefined;
}

/** A map of JSON; anything else is an empty one. */
export function record(value: unknown): JsonMap {
  return isRecord(value) ? value : {};
}

/** The maps of a list of JSON. */
export function list(value: unknown): readonly JsonMap[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
