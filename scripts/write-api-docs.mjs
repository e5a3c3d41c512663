// Writes docs/api.md, or the file it is given, from the declarations that the build emitted and their comments. Run it
// after a change to what the package exports: npm run docs
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { Node, Project, ts } from "ts-morph";

/** The section of what a folder of src exports, in the order of the page. */
const sections = {
  constructs: "Constructs",
  verify: "Questions and proofs",
  model: "Deployments and plans",
  catalog: "Deployments and plans",
  projection: "Deployments and plans",
  flows: "Deployments and plans",
  adopt: "Taking over what exists",
  report: "Pictures",
  errors: "Errors",
};

const introduction = `# API

Written by \`npm run docs\` from the comments in the source: edit those. \`rancher-security-groups\` exports all of it for
\`cdktf\`, and \`rancher-security-groups/cdktn\` the same for \`cdktn\`. Optional members are set apart by \`?\`; what happens
without them is in their comments.
`;

const project = new Project({
  compilerOptions: { module: ts.ModuleKind.Node16, strict: true, exactOptionalPropertyTypes: true, types: [] },
});
const entry = project.addSourceFileAtPath("lib/src/index.d.ts");
project.resolveSourceFileDependencies();
// Exported under another name than its own: called by that name everywhere.
for (const [name, [declaration]] of entry.getExportedDeclarations()) {
  if (declaration.getName() !== name) declaration.rename(name);
}

/** Types that zod derives, and lookups in them: what comes out tells a reader more than how. */
const isDerived = (node) => /\bz\.|\btypeof\b|\["\w+"\]|\bimport\(/.test(node.getText());

function meaning(node) {
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;
  return node
    .getType()
    .getText(node, flags)
    .replaceAll(/import\("[^"]+"\)\./g, "")
    .replaceAll(/ \| undefined(?=;|$)/g, "");
}

const declarations = [...entry.getExportedDeclarations()].map(([name, [declaration]]) => ({ name, declaration }));

/** What derived types are called where they come up again, by their text: exported types, and long props of them. */
const names = new Map(
  declarations
    .filter(({ declaration }) => Node.isTypeAliasDeclaration(declaration) && isDerived(declaration.getTypeNode()))
    .map(({ name, declaration }) => [meaning(declaration.getTypeNode()), name]),
);

/** The text of a type that others may call by a name. */
function typeText(node, name) {
  if (!isDerived(node)) return node.getText();
  const text = meaning(node);
  const known = [...names].filter(([, other]) => other !== name).sort(([a], [b]) => b.length - a.length);
  const short = known.reduce((shorter, [long, other]) => shorter.replaceAll(long, other), text);
  if (short.length > 120 && !names.has(text)) names.set(text, name);
  return short;
}

const withoutComment = (node) => node.getText().replace(/^\/\*\*[\s\S]*?\*\/\s*/, "");

/** Parameters that are taken apart at once get the last word of their type for a name. */
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

/** The comment of a declaration. What a file begins with is about the file. */
function commentOf(declaration) {
  const documented = Node.isVariableDeclaration(declaration) ? declaration.getVariableStatement() : declaration;
  return documented.getJsDocs().findLast((one) => one.getStart() > 0);
}

function description(declaration) {
  const doc = commentOf(declaration);
  const throws = doc.getTags().map((tag) => `Throws ${tag.getCommentText().replace(/^\w+/, "`$&`")}`);
  return [doc.getDescription().trim(), ...throws].filter(Boolean).join("\n\n");
}

function sectionOf(declaration) {
  const folder = /lib\/src\/([a-z]+)/.exec(declaration.getSourceFile().getFilePath())?.[1];
  if (!(folder in sections)) throw new Error(`src/${folder} has no section in docs/api.md: name one in this script`);
  return sections[folder];
}

function formatted(text) {
  const options = { input: text, encoding: "utf8" };
  const { stdout, status } = spawnSync("node_modules/.bin/biome", ["format", "--stdin-file-path=api.d.ts"], options);
  if (status !== 0) throw new Error(`cannot be formatted:\n${text}`);
  return stdout;
}

const silent = declarations.filter(({ declaration }) => !commentOf(declaration)).map(({ name }) => name);
if (silent.length > 0) throw new Error(`exported without a comment: ${silent.join(", ")}; write one above each`);

const exported = declarations.map(({ name, declaration }) => ({
  name,
  section: sectionOf(declaration),
  isType: Node.isTypeAliasDeclaration(declaration) || Node.isInterfaceDeclaration(declaration),
  words: description(declaration),
  code: declarationText(name, declaration),
}));

const separator = "// next\n";
const code = formatted(exported.map((one) => one.code).join(`\n${separator}`)).split(separator);
const entries = exported.map((one, index) => ({ ...one, code: code[index].trim() }));

const titles = [...new Set(Object.values(sections))];
const entriesOf = (title) =>
  [false, true].flatMap((isType) => entries.filter((one) => one.section === title && one.isType === isType));

const anchors = new Map();
const link = ({ name }) => {
  const anchor = name.toLowerCase();
  const before = anchors.get(anchor) ?? 0;
  anchors.set(anchor, before + 1);
  return `[${name}](#${anchor}${before ? `-${before}` : ""})`;
};
const contents = titles.map((title) => `**${title}**: ${entriesOf(title).map(link).join(", ")}\n`);
const pages = titles.flatMap((title) => [
  `## ${title}\n`,
  ...entriesOf(title).map(({ name, words, code }) => `### ${name}\n\n${words}\n\n\`\`\`ts\n${code}\n\`\`\`\n`),
]);
writeFileSync(process.argv[2] ?? "docs/api.md", [introduction, ...contents, ...pages].join("\n"));
