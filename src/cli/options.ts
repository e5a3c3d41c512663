/** The words after a verb: options and arguments, and everything that is wrong with them. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { type Issue, nearest, type Problem, problems, SecurityGroupsError } from "../errors";

/** What a line says, as far as it is understood. */
export interface Options {
  readonly format: string;
  /** Options that are given, by name, each with a value that it allows. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly positionals: readonly string[];
  /** Options and arguments that may be given by a word that is wrong, so that nothing follows from their absence. */
  readonly doubted: ReadonlySet<string>;
}

/** What a verb understands. */
export interface OptionSpec {
  /** Options that take a text, each with the texts that it allows, or `anyText`. The first format is the default. */
  readonly options: Readonly<Record<string, readonly string[]>> & { readonly format: readonly string[] };
  /** What it takes beside options, as its help calls them; `...` after the last: any number. Default: nothing. */
  readonly named?: readonly string[];
}

export const anyText: readonly string[] = [];

/** Options by which a verb finds the deployments that it is about. */
export const deploymentOptions = { config: anyText, deployment: anyText } as const;

/** What is understood of a line, and what is wrong with its words. */
export function parseOptions(
  args: readonly string[],
  { options, named = [] }: OptionSpec,
): { readonly understood: Options; readonly issues: readonly Issue[] } {
  const types: ParseArgsConfig["options"] = {
    ...Object.fromEntries(Object.keys(options).map((name) => [name, { type: "string" }])),
    debug: { type: "boolean" },
  };
  const room = named.at(-1)?.endsWith("...") ? Number.POSITIVE_INFINITY : named.length;
  const known = Object.keys(types).map((name) => `--${name}`);
  const values: Record<string, string> = {};
  const positionals: string[] = [];
  const issues: Issue[] = [];
  const doubted = new Set<string>();
  // What a word may be meant for that is like none of them; the config that there is without one is judged all the same.
  const anyOther = known.filter((name) => name !== "--config");
  const doubt = (names: readonly string[]) => {
    for (const name of names) doubted.add(name);
  };
  const refuse = (problem: Problem, option: string, received?: string) => {
    issues.push({ ...problem, path: [option], received });
    const meant = known.includes(option) ? option : nearest(option, known);
    doubt(meant === undefined ? anyOther : [meant]);
  };
  /** Whether the next word is the value of an option that is wrong: known to nobody, or taken for a value itself. */
  let isLeftOver = false;
  for (const token of parseArgs({ args: [...args], options: types, strict: false, tokens: true }).tokens) {
    if (token.kind === "positional") {
      const isStray = !isLeftOver && positionals.push(token.value) > room;
      if (isStray) {
        issues.push({ ...problems.strayArgument(named), root: "rancher-sg", path: [], received: token.value });
      }
      if (isStray) doubt(anyOther);
      if (isStray || isLeftOver) doubt(named);
      isLeftOver = false;
    }
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const isText = Object.hasOwn(options, name);
    const isTaken = known.includes(value ?? "");
    if (isTaken) doubt([`${value}`]);
    const isKnown = Object.hasOwn(types, name);
    isLeftOver = isTaken || (!isKnown && value === undefined);
    if (!isKnown) refuse(problems.unknownOption(rawName, known), rawName);
    else if (!isText && value !== undefined) refuse(problems.flagValue(), rawName, value);
    else if (isText && (!value || isTaken)) refuse(problems.noOptionValue(), rawName);
    else if (isText && values[name] !== undefined) refuse(problems.optionTwice(), rawName, value);
    else if (value) values[name] = value;
  }
  for (const [name, value] of Object.entries(values)) {
    const allowed = options[name] ?? anyText;
    if (allowed === anyText || allowed.includes(value)) continue;
    const problem = problems.notOneOf(value, allowed);
    // Words other than formats are too short to guess from: "zh" is as near to "en" as to "zh-CN".
    const fix = name === "format" ? {} : { fix: `use one of ${allowed.join(", ")}` };
    refuse({ ...problem, ...fix }, `--${name}`, value);
    delete values[name];
  }
  return { understood: { format: values.format ?? `${options.format[0]}`, values, positionals, doubted }, issues };
}

/** Whether it may be missing only because of a word that is wrong, which is told already. */
export function isInDoubt(name: string, { doubted, values }: Options): boolean {
  return doubted.has(name) && values[name.replace("--", "")] === undefined;
}

/** Stops where it is in doubt what was named. @throws SecurityGroupsError without an issue. */
export function mustKnow(name: string, options: Options): void {
  if (isInDoubt(name, options)) throw new SecurityGroupsError([]);
}
