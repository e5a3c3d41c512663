/** Help texts, generated from the declarations of the verbs. */
import { commonFlags } from "./parse-args";
import { type OptionSpec, type OptionSpecs, type Positionals, purposes, type Verb } from "./verb";

const width = 120;

/** The help of a verb. */
export function verbHelp(name: string, verb: Verb): string {
  const { positionals, about, notes } = verb;
  const values =
    positionals?.allowed && `${positionals.names.join(" and ")} is one of ${positionals.allowed.join(", ")}.`;
  return `${[`Usage: ${usage(name, verb)}`, about, values, table(optionRows(verb)), notes].filter(Boolean).join("\n\n")}\n`;
}

/** The command line of a verb, with its required options. */
export function usage(name: string, { options, positionals }: Verb): string {
  return [
    `rancher-sg ${name}`,
    ...required(options).map(([option, { value }]) => `--${option} ${value}`),
    ...(positionals ? [positionalsText(positionals)] : []),
    "[options]",
  ].join(" ");
}

/** All options and flags of a verb with their descriptions. */
export function optionRows({ options, flags }: Verb): readonly (readonly [term: string, description: string])[] {
  return [
    ...Object.entries(options).map(([option, spec]) => [`--${option} ${spec.value}`, descriptionOf(spec)] as const),
    ...Object.entries({ ...flags, ...commonFlags }).map(([flag, description]) => [`--${flag}`, description] as const),
  ];
}

/** The list of verbs, by purpose and name. */
export function overview(verbs: Readonly<Record<string, Verb>>): string {
  const indent = Math.max(...Object.keys(verbs).map((name) => name.length)) + 4;
  const sections = Object.entries(purposes).map(([purpose, heading]) => {
    const ofPurpose = Object.entries(verbs).filter(([, verb]) => verb.purpose === purpose);
    const rows = ofPurpose.map(([name, { summary }]) => [name, summary] as const);
    return `${heading}:\n${table(rows, indent)}`;
  });
  return `Usage: rancher-sg <verb> [options]

${sections.join("\n\n")}

Every verb accepts --help. rancher-sg --version prints the version. Exit codes: 0 yes, 1 no or findings, 2 bad input.
`;
}

function required(options: OptionSpecs) {
  return Object.entries(options).filter(([, { example }]) => example !== undefined);
}

function positionalsText({ names, isOptional, isLastOptional, isRepeated }: Positionals): string {
  const words = names.map((name, index) => (isLastOptional && index === names.length - 1 ? `[${name}]` : name));
  const text = `${words.join(" ")}${isRepeated ? "..." : ""}`;
  return isOptional ? `[${text}]` : text;
}

/** `text (default), csv or json: ...` */
function descriptionOf({ allowed, default: byDefault, description = "" }: OptionSpec): string {
  if (!allowed) return byDefault === undefined ? description : `${description} (default: ${byDefault})`;
  const words = allowed.map((value) => (value === byDefault ? `${value} (default)` : value));
  const choice = [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(" or ");
  return description ? `${choice}: ${description}` : choice;
}

/** Two columns, the second one wrapped. Default of `column`, where the second one starts: behind the longest term. */
function table(rows: readonly (readonly [term: string, description: string])[], column?: number): string {
  const indent = column ?? Math.max(...rows.map(([term]) => term.length)) + 4;
  return rows
    .map(
      ([term, description]) =>
        `  ${term}`.padEnd(indent) + wrapped(description, width - indent).join(`\n${" ".repeat(indent)}`),
    )
    .join("\n");
}

function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
