/** Resolves a stack or a module like Terraform, for the forms that a synth writes. Shares no code with the package. */

export interface WrittenJson {
  readonly terraform: object;
  readonly provider?: object;
  readonly variable?: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly output?: Readonly<Record<string, { readonly value: string }>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

export type Folder = Readonly<Record<string, WrittenJson>>;

/**
 * The resources of each stack or module by address, with variables replaced by their defaults. A group of another stack
 * or module is `<its name>.<address>.id`, both through a remote state and through a variable.
 */
export function resourcesOf(folder: Folder): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return Object.fromEntries(
    Object.entries(folder).map(([name, json]) => {
      const resources = Object.entries(json.resource ?? {}).flatMap(([type, bodies]) =>
        Object.entries(bodies).map(([key, { "//": _, ...body }]) => [`${type}.${key}`, resolved(body, name, folder)]),
      );
      return [name, Object.fromEntries(resources)];
    }),
  );
}

function resolved(value: unknown, name: string, folder: Folder): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolved(entry, name, folder));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolved(entry, name, folder)]));
  }
  const expression = typeof value === "string" ? /^\$\{(.+)\}$/.exec(value)?.[1] : undefined;
  if (expression === undefined) return value;
  const variables = folder[name]?.variable ?? {};
  const [, maps] = /^merge\((.+)\)$/.exec(expression) ?? [];
  if (maps !== undefined) {
    const each = maps.match(/var\.tags|\{(?:"(?:[^"\\]|\\.)*" = "(?:[^"\\]|\\.)*"(?:, )?)+\}/g) ?? [];
    if (each.join(", ") !== maps) throw new Error(`cannot read ${maps}`);
    return Object.assign(
      {},
      ...each.map((map) =>
        map === "var.tags" ? variables.tags?.default : JSON.parse(map.replaceAll('" = "', '": "')),
      ),
    );
  }
  const [, remote = "", output = ""] =
    /^data\.terraform_remote_state\.cross-stack-reference-input-(.+)\.outputs\.(.+)$/.exec(expression) ?? [];
  if (remote) return `${remote}.${folder[remote]?.output?.[output]?.value}`;
  const [, variable = ""] = /^var\.(.+)$/.exec(expression) ?? [];
  if (variable === "vpc_id") return variables.vpc_id?.default;
  if (!variable) return value;
  const sources = Object.entries(folder).flatMap(([other, { output = {} }]) =>
    Object.entries(output)
      .filter(([key]) => `${other.replaceAll("-", "_")}_${key}` === variable)
      .map(([, { value }]) => `${other}.${value}`),
  );
  return sources.length === 1 ? sources[0] : value;
}
