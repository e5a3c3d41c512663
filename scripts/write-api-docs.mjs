// Writes docs/api.md, or another file in its argument, from the emitted declarations and their comments. Run it after a
// change to the exports of the package: npm run docs
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { Node, Project, ts } from "ts-morph";

/** The declarations and the section title of each entry point, in the order of the page. */
const entryPoints = [
  { name: "rancher-security-groups", file: "index", title: "Constructs and plans" },
  { name: "rancher-security-groups/questions", file: "entries/questions", title: "Questions and proofs" },
  { name: "rancher-security-groups/testing", file: "entries/testing", title: "Assertions for tests" },
  { name: "rancher-security-groups/page", file: "entries/page", title: "Pictures and pages" },
];

const introduction = `# API

Written by \`npm run docs\` from the comments in the source: edit those. Each section is an entry point of the package.
\`rancher-security-groups/cdktn\` exports the same for \`cdktn\` as \`rancher-security-groups\` for \`cdktf\`; the others need
neither. A name that two entry points export is described at the first. Optional members are marked with \`?\`; their
comments say what applies without them.
`;

const project = new Project({
  compilerOptions: { module: ts.ModuleKind.Node16, strict: true, exactOptionalPropertyTypes: true, types: [] },
});
const exportsOf = ({ file }) => [...project.addSourceFileAtPath(`lib/api/${file}.d.ts`).getExportedDeclarations()];
for (const entryPoint of entryPoints) exportsOf(entryPoint);
project.resolveSourceFileDependencies();
// A declaration that is exported under another name has that name everywhere.
for (const [name, [declaration]] of entryPoints.flatMap(exportsOf)) {
  if (declaration.getName() !== name) declaration.rename(name);
}

/** Types derived with zod, and lookups in them: the resulting type tells a reader more than the expression. */
const isDerived = (node) => /\bz\.|\btypeof\b|\["\w+"\]|\bimport\(/.test(node.getText());

function meaning(node) {
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;
  return node
    .getType()
    .getText(node, flags)
    .replaceAll(/import\("[^"]+"\)\./g, "")
    .replaceAll(/ \| undefined(?=;|$)/g, "");
}

const exported = entryPoints.flatMap((entryPoint) =>
  exportsOf(entryPoint).map(([name, [declaration]]) => ({ name, declaration, entryPoint })),
);
/** By name: a name is the same declaration in every entry point. */
const declarations = exported.filter((one, index) => exported.findIndex(({ name }) => name === one.name) === index);

/** Names for derived types that occur again, by their text: exported types, and long props of them. */
const names = new Map(
  declarations
    .filter(({ declaration }) => Node.isTypeAliasDeclaration(declaration) && isDerived(declaration.getTypeNode()))
    .map(({ name, declaration }) => [meaning(declaration.getTypeNode()), name]),
);

/** The text of a type. Other types may refer to it by `name`. */
function typeText(node, name) {
  if (!isDerived(node)) return node.getText();
  const text = meaning(node);
  const known = [...names].filter(([, other]) => other !== name).sort(([a], [b]) => b.length - a.length);
  const short = known.reduce((shorter, [long, other]) => shorter.replaceAll(long, other), text);
  if (short.length > 120 && !names.has(text)) names.set(text, name);
  return short;
}

const withoutComment = (node) => node.getText().replace(/^\/\*\*[\s\S]*?\*\/\s*/, "");

/** Names destructured parameters after the last word of their type. */
function withNamedParameters(text) {
  return text.replaceAll(/\{[^{}]*\}(\??): (\w+)/g, (_, optional, type) => {
    return `${/[A-Z][a-z]+$/.exec(type)?.[0].toLowerCase()}${optional}: ${type}`;
  });
}

function memberText(member, owner) {
  const comment = member.getJsDocs().map((doc) => `${doc.getText()}\n`);
  const text = withoutComment(member);
  const type = Node.isPropertySignature(member) && member.getTypeNode();
  if (!type) return `${comment.join("")}${withNamedParameters(text)}`;
  const untyped = text.slice(0, text.lastIndexOf(type.getText()));
  return `${comment.join("")}${untyped}${typeText(type, `${owner}["${member.getName()}"]`)};`;
}

const isPublic = (member) => !/^(private|protected|#)/.test(withoutComment(member));

function declarationText(name, declaration) {
  if (Node.isTypeAliasDeclaration(declaration)) return `type ${name} = ${typeText(declaration.getTypeNode(), name)};`;
  if (Node.isVariableDeclaration(declaration)) return `const ${name}: ${declaration.getTypeNode().getText()};`;
  const text = withoutComment(declaration).replace(/^export (declare )?/, "");
  if (Node.isFunctionDeclaration(declaration)) return withNamedParameters(text);
  const members = declaration.getMembers().filter(isPublic);
  return `${text.slice(0, text.indexOf("{"))}{\n${members.map((member) => memberText(member, name)).join("\n")}\n}`;
}

/** The comment of a declaration. The first comment of a file is about the file. */
function commentOf(declaration) {
  const documented = Node.isVariableDeclaration(declaration) ? declaration.getVariableStatement() : declaration;
  return documented.getJsDocs().findLast((one) => one.getStart() > 0);
}

function description(declaration) {
  const doc = commentOf(declaration);
  const throws = doc.getTags().map((tag) => `Throws ${tag.getCommentText().replace(/^\w+/, "`$&`")}`);
  return [doc.getDescription().trim(), ...throws].filter(Boolean).join("\n\n");
}

function formatted(text) {
  const options = { input: text, encoding: "utf8" };
  const { stdout, status } = spawnSync("node_modules/.bin/biome", ["format", "--stdin-file-path=api.d.ts"], options);
  if (status !== 0) throw new Error(`cannot be formatted:\n${text}`);
  return stdout;
}

const silent = declarations.filter(({ declaration }) => !commentOf(declaration)).map(({ name }) => name);
if (silent.length > 0) throw new Error(`exported without a comment: ${silent.join(", ")}; write one above each`);

const described = declarations.map(({ name, declaration, entryPoint }) => ({
  name,
  entryPoint,
  isType: Node.isTypeAliasDeclaration(declaration) || Node.isInterfaceDeclaration(declaration),
  words: description(declaration),
  code: declarationText(name, declaration),
}));

const separator = "// next\n";
const code = formatted(described.map((one) => one.code).join(`\n${separator}`)).split(separator);
const entries = described.map((one, index) => ({ ...one, code: code[index].trim() }));

const entriesOf = (entryPoint) =>
  [false, true].flatMap((isType) => entries.filter((one) => one.entryPoint === entryPoint && one.isType === isType));
const sectionTitle = ({ title, name }) => `${title}: \`${name}\``;

const anchors = new Map();
for (const { name } of entryPoints.flatMap(entriesOf)) {
  const taken = [...anchors.values()].filter((anchor) => anchor.replace(/-\d+$/, "") === name.toLowerCase()).length;
  anchors.set(name, `${name.toLowerCase()}${taken ? `-${taken}` : ""}`);
}
const link = ({ name }) => `[${name}](#${anchors.get(name)})`;
const contents = entryPoints.map((entryPoint) => {
  const own = entriesOf(entryPoint);
  const others = exported.filter((one) => one.entryPoint === entryPoint && !own.some(({ name }) => name === one.name));
  const also = others.length > 0 ? `; also ${others.map(link).join(", ")}` : "";
  return `**${sectionTitle(entryPoint)}**: ${own.map(link).join(", ")}${also}\n`;
});
const pages = entryPoints.flatMap((entryPoint) => [
  `## ${sectionTitle(entryPoint)}\n`,
  ...entriesOf(entryPoint).map(({ name, words, code }) => `### ${name}\n\n${words}\n\n\`\`\`ts\n${code}\n\`\`\`\n`),
]);
writeFileSync(process.argv[2] ?? "docs/api.md", [introduction, ...contents, ...pages].join("\n"));
