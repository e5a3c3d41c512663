/** The generated sections of docs/config.md: each key of the config file, as its JSON Schema describes it. */
import { stringify } from "yaml";
import { groupBy } from "../model/group-by";
import { addonTable } from "./addon-table";
import { wrappedItem, wrappedText } from "./markdown-list";
import { withSection } from "./marked-section";

/** The keywords of JSON Schema that the schema of the config file has. */
export interface ConfigSchema {
  readonly $defs?: Readonly<Record<string, ConfigSchema>>;
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, ConfigSchema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: ConfigSchema;
  readonly additionalProperties?: boolean | ConfigSchema;
  readonly items?: ConfigSchema;
  readonly anyOf?: readonly ConfigSchema[];
  readonly oneOf?: readonly ConfigSchema[];
  /** The name of the definition that replaced a reference. JSON Schema has no such keyword. */
  readonly definition?: string;
}

/** A key with its path, such as `state.s3.bucket`. */
interface Key {
  readonly path: string;
  readonly schema: ConfigSchema;
  readonly isRequired: boolean;
}

/** The page with each generated section between its two marks. */
export function withConfigReference(page: string, schema: ConfigSchema): string {
  const file = withoutReferences(schema, schema.$defs ?? {});
  const types = file.properties?.deployments?.items?.oneOf ?? [];
  const sections = {
    file: keysOf(file).map(keySection).join("\n"),
    "every deployment": sharedKeys(types, ["cluster", "rancher-server", "rancher-nodes"]),
    "clusters and Rancher servers": sharedKeys(types, ["cluster", "rancher-server"]),
    cluster: sharedKeys(types, ["cluster"]),
    "rancher-server": sharedKeys(types, ["rancher-server"]),
    "rancher-nodes": sharedKeys(types, ["rancher-nodes"]),
    bindings: `${keyItems({ path: "parties.<party>", schema: { anyOf: bindingsIn(file) } })}\n`,
    "add-ons": addonTable(),
  };
  return Object.entries(sections).reduce((text, [name, section]) => withSection(text, name, section), page);
}

/** The schema with each definition in place of the references to it. No definition refers to itself. */
function withoutReferences<T>(schema: T, definitions: Readonly<Record<string, ConfigSchema>>): T {
  if (Array.isArray(schema)) return schema.map((part) => withoutReferences(part, definitions)) as T;
  if (typeof schema !== "object" || schema === null) return schema;
  const { $ref, ...others } = schema as ConfigSchema;
  const definition = $ref?.split("/").at(-1) ?? "";
  const all = $ref === undefined ? others : { ...definitions[definition], ...others, definition };
  return Object.fromEntries(
    Object.entries(all).map(([key, part]) => [key, key === "examples" ? part : withoutReferences(part, definitions)]),
  ) as T;
}

/** The keys that these types of deployments have in common, and no other type. */
function sharedKeys(types: readonly ConfigSchema[], names: readonly string[]): string {
  const nameOf = ({ properties }: ConfigSchema) => `${properties?.type?.const}`;
  const typesWith = ({ path, schema }: Key) =>
    types.filter(({ properties }) => comparable(properties?.[path]) === comparable(schema)).map(nameOf);
  const first = types.find((type) => nameOf(type) === names[0]) ?? {};
  const keys = keysOf(first).filter((key) => [...typesWith(key)].sort().join() === [...names].sort().join());
  return keys.map(keySection).join("\n");
}

/** The same text for keys that differ only in examples and in the ids of port rules, which depend on the type of the deployment. */
function comparable(schema: ConfigSchema | undefined): string {
  const replaced = (key: string, part: ConfigSchema | undefined) => {
    if (key === "examples") return undefined;
    return part?.definition?.endsWith("-port-rule") ? "port rule" : part;
  };
  return JSON.stringify(schema, replaced) ?? "";
}

function keySection(key: Key): string {
  const { path, schema } = key;
  const example = exampleOf(schema);
  const parts = [
    `### \`${path}\``,
    wrappedText(capitalized(factsOf(key))),
    ...(example === undefined ? [] : [`\`\`\`yaml\n${path}: ${flowText(example)}\n\`\`\``]),
  ];
  // Other sections describe the keys of a deployment.
  if (path === "defaults") parts.push(wrappedText(`Keys: ${keysOf(schema).map(linkTo).join(", ")}.`));
  else if (path !== "deployments") parts.push(keyItems(key));
  return parts
    .filter((part) => part !== "")
    .map((part) => `${part}\n`)
    .join("\n");
}

const linkTo = ({ path }: Key) => `[\`${path}\`](#${path.toLowerCase()})`;

/** A list of the keys within a key. */
function keyItems({ path, schema }: Pick<Key, "path" | "schema">): string {
  const byPath = groupBy(nestedKeys(schema, path), (key) => key.path);
  return [...byPath.values()]
    .flatMap(merged)
    .map((key) => wrappedItem(itemText(key)))
    .join("\n");
}

function itemText(key: Key): string {
  // Another section has the examples of bindings.
  const example = isBinding(key.schema) ? undefined : exampleOf(key.schema);
  return `\`${key.path}\`: ${factsOf(key)}${example === undefined ? "" : ` Example: \`${flowText(example)}\`.`}`;
}

/** One key for those of several forms of a map, such as the name of each add-on. */
function merged(same: readonly Key[]): readonly Key[] {
  const schemas = [...new Map(same.map(({ schema }) => [JSON.stringify(schema), schema])).values()];
  return same.slice(0, 1).map(({ path, schema }) => ({
    path,
    schema: schemas.length === 1 ? schema : { ...schema, const: undefined, anyOf: schemas },
    isRequired: same.every(({ isRequired }) => isRequired),
  }));
}

/** The form, whether the key is required, and its meaning with its default. */
function factsOf({ schema, isRequired }: Key): string {
  const { description, default: byDefault } = schema;
  const isComplete = isRequired || byDefault === undefined || /\bdefault\b/i.test(description ?? "");
  return [
    `${formOf(schema)}.`,
    ...(isRequired ? ["Required."] : []),
    ...(description ? [description] : []),
    ...(isComplete ? [] : [`Default: \`${flowText(byDefault)}\`.`]),
  ].join(" ");
}

function keysOf({ properties = {}, required = [] }: ConfigSchema): readonly Key[] {
  return Object.entries(properties).map(([path, schema]) => ({ path, schema, isRequired: required.includes(path) }));
}

/** The keys of all forms of a value, each before those within it. A form that was listed before is not listed again. */
function nestedKeys(schema: ConfigSchema, path: string, listed = new Set<string>()): readonly Key[] {
  if (listed.has(comparable(schema))) return [];
  listed.add(comparable(schema));
  const own = keysOf(schema).flatMap((key) => {
    const named = { ...key, path: `${path}.${key.path}` };
    return [named, ...(isLinked(key.schema) ? [] : nestedKeys(key.schema, named.path, listed))];
  });
  const { items, additionalProperties, propertyNames = {}, anyOf = [] } = schema;
  const maps = anyOf.filter(({ properties }) => properties);
  // A key that only some forms require is not required.
  const forms = anyOf.map((form) => ({
    ...form,
    required: form.required?.filter((key) => maps.every(({ required = [] }) => required.includes(key))) ?? [],
  }));
  const others: readonly (readonly [ConfigSchema | undefined | boolean, string])[] = [
    [items, `${path}[]`],
    [additionalProperties, `${path}.<${nounOf(propertyNames)}>`],
    ...forms.map((form) => [form, path] as const),
  ];
  return [
    ...own,
    ...others.flatMap(([part, place]) =>
      typeof part === "object" && !isLinked(part) ? nestedKeys(part, place, listed) : [],
    ),
  ];
}

const nounOf = ({ definition }: ConfigSchema) => (definition?.endsWith("-port-rule") ? "port rule" : "name");

/** Whether another section describes the form. */
const isLinked = (schema: ConfigSchema) => isBinding(schema) || isPorts(schema);

/** Whether a value is ports, such as `{ from: 30000, to: 32767 }`. */
const isPorts = ({ anyOf = [] }: ConfigSchema) => anyOf.some(({ properties }) => properties?.from?.type === "integer");

/** Whether a value is a binding, maybe one with more keys than others have. */
function isBinding({ anyOf = [] }: ConfigSchema): boolean {
  return anyOf.some(({ properties = {} }) => "securityGroupIds" in properties);
}

/** The different forms of bindings in a schema. */
function bindingsIn(schema: unknown): readonly ConfigSchema[] {
  if (typeof schema !== "object" || schema === null) return [];
  if (isBinding(schema)) return (schema as ConfigSchema).anyOf ?? [];
  return Object.values(schema).flatMap(bindingsIn);
}

/** The form of a value in words, such as "list of texts". */
function formOf(schema: ConfigSchema, isPlural = false): string {
  const noun = (singular: string, plural = `${singular}s`) => (isPlural ? plural : singular);
  const link = (singular: string, address: string) => `[${noun(singular)}](${address})`;
  const { type, items = {}, properties, additionalProperties, propertyNames = {} } = schema;
  if (isBinding(schema)) return link("binding", "#bindings");
  if (isPorts(schema)) return "[ports](#ports)";
  if (schema.definition?.endsWith("-port-rule"))
    return `${noun("id")} of ${isPlural ? "" : "a "}${link("port rule", "ports.md")}`;
  const values = valuesOf(schema);
  if (values?.some((value) => /^open-/.test(`${value}`)))
    return `${noun("id")} of ${isPlural ? "" : "a "}${link("check", "lint.md#checks")}`;
  if (values?.includes("internet")) return `[${noun("party", "parties")}](glossary.md#parties)`;
  if (values?.includes("monitoring")) return `${noun("name")} of ${isPlural ? "" : "an "}${link("add-on", "#add-ons")}`;
  if (values) return orText(values.map((value) => `\`${value}\``));
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms) {
    const texts = unitedConstants(forms).map((form) => formOf(form, isPlural));
    return [...new Set(texts.map((text) => text.replace(/^(maps?) of .*/, "$1")))].join(", or ");
  }
  if (type === "array") return `${noun("list")} of ${formOf(items, true)}`;
  if (properties) return noun("map");
  if (typeof additionalProperties === "object") {
    return `${noun("map")} of ${formOf(propertyNames, true).replace(/^texts$/, "names")} to ${formOf(additionalProperties, true)}`;
  }
  if (type === "boolean") return "`true` or `false`";
  return type === "integer" ? noun("whole number") : noun("text");
}

/** The values of a schema that lists all of them. */
function valuesOf(schema: ConfigSchema): readonly unknown[] | undefined {
  if (schema.const !== undefined) return [schema.const];
  return schema.enum;
}

/** The forms with one enumeration in place of single values. */
function unitedConstants(forms: readonly ConfigSchema[]): readonly ConfigSchema[] {
  const values = forms.flatMap((form) => valuesOf(form) ?? []);
  const others = forms.filter((form) => valuesOf(form) === undefined);
  return values.length > 0 ? [{ enum: [...new Set(values)] }, ...others] : others;
}

function orText(parts: readonly string[]): string {
  const [last, ...others] = [...parts].reverse();
  return others.length > 0 ? `${others.reverse().join(", ")} or ${last}` : `${last}`;
}

/** The first example of the schema, or one that follows from its form. Undefined for a text without examples. */
function exampleOf(schema: ConfigSchema): unknown {
  const { examples = [], items, properties, additionalProperties, propertyNames = {}, required = [], type } = schema;
  if (examples.length > 0) return examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum.find((value) => !schema.description?.includes(`Default: \`${value}\``));
  if (schema.anyOf) return exampleOf(schema.anyOf.at(-1) ?? {});
  if (items) return [exampleOf(items)];
  if (properties) {
    const keys = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
    return Object.fromEntries(keys.map((key) => [key, exampleOf(properties[key] ?? {})]));
  }
  if (typeof additionalProperties === "object") {
    return { [`${exampleOf(propertyNames)}`]: exampleOf(additionalProperties) };
  }
  if (type === "boolean") return schema.default !== true;
  return undefined;
}

/** A value as YAML in one line. */
function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return stringify(value).trim();
  const entries = Object.entries(value).map(([key, part]) => `${stringify(key).trim()}: ${flowText(part)}`);
  return entries.length > 0 ? `{ ${entries.join(", ")} }` : "{}";
}

const capitalized = (text: string) => text.replace(/^\[?[a-z]/, (letter) => letter.toUpperCase());
