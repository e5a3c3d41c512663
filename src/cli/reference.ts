/** The sections of verbs in docs/cli.md, generated from their declarations. */
import { markdownTable } from "../report/markdown-table";
import { withSection } from "../report/marked-section";
import { optionRows, usage } from "./help";
import { commonFlags } from "./parse-args";
import { purposes, type Verb } from "./verb";

/** The page with a section for each verb, in the order of the help. */
export function withVerbs(page: string, verbs: Readonly<Record<string, Verb>>): string {
  const sections = Object.entries(purposes).flatMap(([purpose, heading]) => [
    `## ${heading}\n`,
    ...Object.entries(verbs).flatMap(([name, verb]) => (verb.purpose === purpose ? verbSection(name, verb) : [])),
  ]);
  return withSection(page, "verbs", sections.join("\n"));
}

function verbSection(name: string, verb: Verb): string {
  const rows = optionRows(verb)
    .filter(([term]) => !Object.hasOwn(commonFlags, term.slice(2)))
    .map(([term, description]) => [`\`${term}\``, description]);
  const { summary, about, notes } = verb;
  const parts = [
    `### ${name}\n`,
    `${sentence(summary)}\n`,
    block([usage(name, verb), about].filter(Boolean).join("\n\n")),
    ...(rows.length > 0 ? [markdownTable(["option", "meaning"], rows)] : []),
    ...(notes ? [block(notes)] : []),
  ];
  return parts.join("\n");
}

/** In the words of the help, which are aligned. */
const block = (text: string) => `\`\`\`text\n${text}\n\`\`\`\n`;

const sentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
