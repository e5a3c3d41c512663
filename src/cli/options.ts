/** The words after a verb: options and arguments, or everything that is wrong with them at once. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { type Issue, problems, SecurityGroupsError } from "../errors";

export interface Options {
  readonly config: string;
  readonly deployment: string | undefined;
  readonly format: string;
  /** The options of the verb itself, by name. */
  readonly own: Readonly<Record<string, string | undefined>>;
  readonly positionals: readonly string[];
}

/** What a verb understands. */
export interface OptionSpec {
  /** What it can print, the default first. */
  readonly formats: readonly string[];
  /** Names of options that take a text. Default: those that choose the config and the deployment. */
  readonly own?: readonly string[];
  /** What it takes beside options, as its help calls them; `...` after the last: any number. Default: nothing. */
  readonly named?: readonly string[];
}

/** Options by which a verb finds the deployments that it is about. */
export const deploymentOptions = ["config", "deployment"] as const;

export function parseOptions(args: readonly string[], spec: OptionSpec): Options {
  const { formats, own = deploymentOptions, named = [] } = spec;
  const texts = [...own, "format"];
  const types: ParseArgsConfig["options"] = {
    ...Object.fromEntries(texts.map((name) => [name, { type: "string" }])),
    debug: { type: "boolean" },
  };
  const room = named.at(-1)?.endsWith("...") ? Number.POSITIVE_INFINITY : named.length;
  const known = Object.keys(types).map((name) => `--${name}`);
  const values: Record<string, string> = {};
  const positionals: string[] = [];
  const issues: Issue[] = [];
  /** Whether the next word is the value of an option that is wrong: known to nobody, or taken for a value itself. */
  let isLeftOver = false;
  for (const token of parseArgs({ args: [...args], options: types, strict: false, tokens: true }).tokens) {
    if (token.kind === "positional") {
      const isStray = !isLeftOver && positionals.push(token.value) > room;
      if (isStray) {
        issues.push({ ...problems.strayArgument(named), root: "rancher-sg", path: [], received: token.value });
      }
      isLeftOver = false;
    }
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const path = [rawName];
    const isText = texts.includes(name);
    isLeftOver = !Object.hasOwn(types, name) || known.includes(value ?? "");
    if (!Object.hasOwn(types, name)) issues.push({ ...problems.unknownOption(rawName, known), path });
    else if (!isText && value !== undefined) issues.push({ ...problems.flagValue(), path, received: value });
    else if (isText && (!value || isLeftOver)) issues.push({ ...problems.noOptionValue(), path });
    else if (isText && values[name] !== undefined) issues.push({ ...problems.optionTwice(), path, received: value });
    else if (value) values[name] = value;
  }
  const { config, deployment, format = formats[0] as string, ...rest } = values;
  if (!formats.includes(format)) {
    issues.push({ ...problems.notOneOf(format, formats), path: ["--format"], received: format });
  }
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  return {
    config: config ?? (process.env.RANCHER_SG_CONFIG || "stacks/rancher-sg.yaml"),
    deployment,
    format,
    own: rest,
    positionals,
  };
}
