/** Config files with a text in each place that accepts text. The places are found in the JSON Schema of the config. */
import { configJsonSchema } from "../../src/config/json-schema";
import { repository } from "../repository/sources";

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly string[];
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** A value with the text in one place, and that place: keys, `<key>` for the key of a map, `[]` for an element. */
export interface Placed<T = unknown> {
  readonly path: readonly string[];
  readonly value: T;
}

type Fields = Readonly<Record<string, unknown>>;

const root = configJsonSchema(repository) as Schema & { readonly $defs?: Readonly<Record<string, Schema>> };
const resolved = (schema: Schema): Schema =>
  schema.$ref ? resolved((root.$defs?.[schema.$ref.replace("#/$defs/", "")] ?? {}) as Schema) : schema;
const branchesOf = ({ anyOf, oneOf }: Schema) => anyOf ?? oneOf;

/** A minimal deployment for each place, with the text in that place. */
export function deploymentsWith(text: string): readonly Placed<Fields>[] {
  const deployment = resolved(root.properties?.deployments as Schema).items as Schema;
  return placesIn(deployment, text).map(({ path, value }) => {
    const placed: Fields = { name: "lab", region: "us-east-1", vpcId: "vpc-0a1b2c3d4e5f60718", ...(value as Fields) };
    return { path: [`${placed.type}`, ...path], value: placed };
  });
}

/** Like `deploymentsWith`, for `defaults`. */
export function defaultsWith(text: string): readonly Placed<Fields>[] {
  return placesIn(root.properties?.defaults as Schema, text) as readonly Placed<Fields>[];
}

function placesIn(unresolved: Schema, text: string): readonly Placed[] {
  const schema = resolved(unresolved);
  const branches = branchesOf(schema);
  if (branches) return branches.flatMap((branch) => placesIn(branch, text));
  if (schema.const !== undefined || schema.enum) return [];
  if (schema.type === "string") return [{ path: [], value: text }];
  if (schema.type === "array") {
    return placesIn(schema.items ?? {}, text).map(({ path, value }) => ({ path: ["[]", ...path], value: [value] }));
  }
  if (schema.type !== "object") return [];
  const minimal = sampleOf(schema) as Fields;
  const properties = Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
    placesIn(property, text).map(({ path, value }) => ({ path: [key, ...path], value: { ...minimal, [key]: value } })),
  );
  const { additionalProperties: entry } = schema;
  if (typeof entry !== "object") return properties;
  return [
    ...properties,
    { path: ["<key>"], value: { [text]: sampleOf(entry) } },
    ...placesIn(entry, text).map(({ path, value }) => ({ path: ["<value>", ...path], value: { key: value } })),
  ];
}

/** A value of the schema: the examples that error messages show, and required keys only. */
function sampleOf(unresolved: Schema): unknown {
  const schema = resolved(unresolved);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [example] = schema.examples ?? [];
  if (example !== undefined) return example;
  const [branch] = branchesOf(schema) ?? [];
  if (branch) return sampleOf(branch);
  if (schema.type === "object") {
    const required = (schema.required ?? []).map((key) => [key, sampleOf(schema.properties?.[key] ?? {})]);
    return Object.fromEntries(required);
  }
  if (schema.type === "array") return [sampleOf(schema.items ?? {})];
  return schema.type === "string" ? "example" : schema.type === "boolean" ? true : (schema.minimum ?? 1);
}
