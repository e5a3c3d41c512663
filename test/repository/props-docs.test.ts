import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configJsonSchema } from "../../src/config/json-schema";
import { switches } from "../../src/model/options";
import { repository, root } from "./sources";

const read = (path: string) => readFileSync(join(root, path), "utf8");

test("has the descriptions of the schema as comments of the props, for every key (if not, run npm run schema)", () => {
  const folder = mkdtempSync(join(tmpdir(), "props-docs-"));
  try {
    const script = ["scripts/write-props-docs.mjs", folder];
    const { status, stderr } = spawnSync(process.execPath, script, { cwd: root, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const files = readdirSync(folder).sort();
    expect(files).toEqual([
      "cluster-security-groups.ts",
      "rancher-nodes-security-group.ts",
      "rancher-server-security-groups.ts",
    ]);
    for (const file of files) {
      expect([file, read(`src/constructs/${file}`)]).toEqual([file, readFileSync(join(folder, file), "utf8")]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

/** The text of the comment before a property, on one line. */
function commentOf(source: string, property: string): string | undefined {
  const [, comment] = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*readonly ${property}\\?:`).exec(source) ?? [];
  return comment?.replaceAll(/\s*\n\s*\* ?/g, " ").trim();
}

/** The descriptions of a property anywhere in a JSON Schema. */
function descriptionsOf(schema: unknown, property: string): readonly unknown[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties } = schema as { properties?: Record<string, { description?: string }> };
  const own = properties && Object.hasOwn(properties, property) ? [properties[property]?.description] : [];
  return [...own, ...Object.values(schema).flatMap((inner) => descriptionsOf(inner, property))];
}

test.each(Object.entries(switches))(
  "has one text for %s in the schema, the props and the reference",
  (key, { text }) => {
    const expected = `${text} Default: false.`;
    expect(new Set(descriptionsOf(configJsonSchema(repository), key))).toEqual(new Set([expected]));
    expect(new Set(descriptionsOf(JSON.parse(read("schema/rancher-sg.schema.json")), key))).toEqual(
      new Set([expected]),
    );
    expect(commentOf(read("src/constructs/cluster-security-groups.ts"), key)).toBe(expected);
    expect(commentOf(read("docs/api.md"), key)).toBe(expected);
  },
);
