// The licences of the packages whose code is in a bundle.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Packages of which a bundle has code, by its inputs. Each has a name, a version, a licence and its text. */
export function bundledPackages(root, inputs) {
  const folders = inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)].sort().map((folder) => packageIn(root, folder));
}

function packageIn(root, folder) {
  const { name, version, license, repository } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const text = licenceText(root, folder, license);
  if (text === undefined) throw new Error(`${folder}: has no text of its licence`);
  // The Mozilla licence asks for it.
  const source = license === "MPL-2.0" ? repository.url.replace(/^git\+/, "") : undefined;
  return { name, version, license, text: text.trim(), source };
}

/** Some packages have the text in their readme. That of the Mozilla licence is the same in all packages. */
function licenceText(root, folder, license) {
  const files = readdirSync(join(root, folder));
  const read = (pattern) => {
    const file = files.find((name) => pattern.test(name));
    return file === undefined ? undefined : readFileSync(join(root, folder, file), "utf8");
  };
  const text = read(/^(licen[cs]e|copying)(\.(md|txt))?$/i);
  if (text !== undefined) return text;
  const [, section] = /^#+ licen[cs]e\b.*\n([\s\S]*)/im.exec(read(/^readme\b/i) ?? "") ?? [];
  if (section?.includes("Permission is hereby granted")) return section;
  if (license === "Public Domain") return "In the public domain.";
  const mozilla = "node_modules/@cdktf/provider-aws/LICENSE";
  return license === "MPL-2.0" ? readFileSync(join(root, mozilla), "utf8") : undefined;
}

/** The file with all licences. */
export function noticesFile(packages) {
  const texts = packages.map(({ name, version, license, text, source }) => {
    return `${name} ${version} (${license})\n\n${text}\n${source ? `\nSource of ${name}: ${source}\n` : ""}`;
  });
  const rule = `\n${"-".repeat(80)}\n\n`;
  return `lib/rancher-sg.js, lib/framework.js and lib/page contain code of these packages.\n${rule}${[...new Set(texts)].sort().join(rule)}`;
}

/** A comment with the licences of a few packages, for a program that is copied without the file. Equal texts are in it once. */
export function noticesComment(packages) {
  const byTerms = new Map();
  for (const { name, version, license, text } of packages) {
    const [copyright] = /^Copyright .*$/im.exec(text) ?? [];
    const terms = text
      .slice(text.indexOf(copyright) + copyright?.length)
      .replaceAll(/\s+/g, " ")
      .trim();
    if (license !== "MIT" || !copyright || /\*\/|<\//.test(text)) throw new Error(`${name}: cannot be in the comment`);
    byTerms.set(terms, [...(byTerms.get(terms) ?? []), `${name} ${version}: ${copyright}`]);
  }
  const notices = [...byTerms].map(([terms, heads]) => `${heads.join("\n")}\n\n${terms}\n`);
  return `/* Contains code of these packages, under the MIT License.\n\n${notices.join("\n")}*/\n`;
}
