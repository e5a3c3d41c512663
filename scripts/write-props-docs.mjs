// Writes the comments of the props that the constructs share with a deployment, from the descriptions in its schema, and
// adds the props that are missing. Run it after a change to the schemas: npm run schema. With a folder as its argument,
// it writes the files into that folder.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Project } from "ts-morph";

const { clusterSchema, rancherNodesSchema, rancherServerSchema } = createRequire(import.meta.url)(
  "../lib/src/model/deployment.js",
);

/** No construct has a prop for `type` and `lint`. The `name` of a construct is optional, so its comment differs. */
const leftOut = ["type", "lint", "name"];

/** The props of each construct, and the name of a prop if it differs from the key. */
const constructs = [
  { name: "Cluster", plural: "s", schema: clusterSchema },
  { name: "RancherServer", plural: "s", schema: rancherServerSchema },
  { name: "RancherNodes", plural: "", schema: rancherNodesSchema, renamed: { groupName: "name" } },
];

const project = new Project({ compilerOptions: { strict: true } });
const folder = process.argv[2] ?? "src/constructs";
for (const { name, plural, schema, renamed = {} } of constructs) {
  const file = `${name.replaceAll(/(?<!^)[A-Z]/g, "-$&").toLowerCase()}-security-group${plural}.ts`;
  const source = project.addSourceFileAtPath(join("src/constructs", file));
  const props = source.getInterfaceOrThrow(`${name}SecurityGroup${plural}Props`);
  for (const [key, { description }] of Object.entries(schema.shape)) {
    if (leftOut.includes(key)) continue;
    if (!description) throw new Error(`${name} ${key}: has no description in its schema`);
    const prop = renamed[key] ?? key;
    const property = props.getProperty(prop) ?? addedTo(props, { prop, type: `${name}DeploymentInput["${key}"]` });
    for (const comment of property.getJsDocs()) comment.remove();
    property.addJsDoc({ description: wrapped(description) });
  }
  writeFileSync(join(folder, file), formatted(source.getFullText(), file));
}

/** A new optional prop before the last one. */
function addedTo(props, { prop, type }) {
  const index = props.getProperties().length - 1;
  return props.insertProperty(index, { name: prop, type, isReadonly: true, hasQuestionToken: true });
}

/** One line if it fits into 120 columns, else several lines. Code in backticks is not broken. */
function wrapped(text) {
  if (text.length <= 120 - "  /**  */".length) return text;
  const lines = [""];
  for (const [word] of text.matchAll(/(`[^`]*`|[^\s`])+/g)) {
    const line = lines.at(-1) === "" ? word : `${lines.at(-1)} ${word}`;
    if (line.length <= 120 - "   * ".length) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return `\n${lines.join("\n")}`;
}

function formatted(text, file) {
  const options = { input: text, encoding: "utf8" };
  const { stdout, status } = spawnSync("node_modules/.bin/biome", ["format", `--stdin-file-path=${file}`], options);
  if (status !== 0) throw new Error(`${file}: cannot be formatted:\n${text}`);
  return stdout;
}
