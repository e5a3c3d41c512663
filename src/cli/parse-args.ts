/** Strict parsing of a verb's command line: the first mistake ends it. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { mistake, problems, type SecurityGroupsError } from "../errors";
import type { Args, FlagSpecs, OptionSpecs, Positionals, Verb } from "./verb";

/** Flags of every verb. */
export const commonFlags: FlagSpecs = {
  debug: "print the stack trace of an error",
  help: "print this text",
};

/** @throws SecurityGroupsError with the first mistake. */
export function parseVerbArgs<Specs extends OptionSpecs, Flag extends string>(
  args: readonly string[],
  { options: specs, flags = {} as FlagSpecs<Flag>, positionals: expected }: Verb<Specs, Flag>,
): Args<Specs, Flag> {
  const { values, positionals, tokens } = parsed(args, specs, { ...flags, ...commonFlags });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (seen.has(token.name) && !specs[token.name]?.isRepeated)
      throw mistake(problems.optionTwice(), [token.rawName], token.value);
    seen.add(token.name);
  }
  const options: Record<string, string | undefined> = {};
  for (const [name, { value: placeholder, allowed, default: byDefault, isRepeated }] of Object.entries(specs)) {
    const given = tokens.flatMap((token) =>
      token.kind === "option" && token.name === name ? [token.value ?? ""] : [],
    );
    const value =
      (isRepeated && given.length > 0 ? given.join(",") : (values[name] as string | undefined)) ?? byDefault;
    if (value === "") throw mistake(problems.noOptionValue(`--${name}`, placeholder), [`--${name}`]);
    if (value !== undefined && allowed && !allowed.includes(value)) {
      throw mistake(problems.notOneOf(value, allowed), [`--${name}`], value);
    }
    options[name] = value;
  }
  for (const [name, { example }] of Object.entries(specs)) {
    if (example && options[name] === undefined) throw mistake(problems.required(example), [`--${name}`]);
  }
  checkPositionals(positionals, expected);
  const given = Object.fromEntries(Object.keys(flags).map((name) => [name, values[name] === true]));
  return {
    options: options as Args<Specs>["options"],
    flags: given as Args<Specs, Flag>["flags"],
    positionals,
  };
}

type Config = Pick<ParseArgsConfig, "args"> & { readonly options: NonNullable<ParseArgsConfig["options"]> };

function parsed(args: readonly string[], specs: OptionSpecs, flags: FlagSpecs) {
  const config = {
    args: [...args],
    options: {
      ...Object.fromEntries(Object.keys(specs).map((name) => [name, { type: "string" as const }])),
      ...Object.fromEntries(Object.keys(flags).map((name) => [name, { type: "boolean" as const }])),
    },
  };
  try {
    return parseArgs({ ...config, strict: true, allowPositionals: true, tokens: true });
  } catch (error) {
    throw refusal((error as NodeJS.ErrnoException).code, config, specs) ?? error;
  }
}

/** The mistake behind an error of parseArgs. The error's code tells what is wrong, and the tokens tell where. */
function refusal(code: string | undefined, config: Config, specs: OptionSpecs): SecurityGroupsError | undefined {
  const { tokens } = parseArgs({ ...config, strict: false, tokens: true });
  const given = tokens.flatMap((token) => (token.kind === "option" ? [token] : []));
  const known = Object.keys(config.options).map((name) => `--${name}`);
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const unknown = given.find(({ name }) => !Object.hasOwn(config.options, name));
    return unknown && mistake(problems.unknownOption(unknown.rawName, known), [unknown.rawName]);
  }
  if (code !== "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") return undefined;
  for (const { name, rawName, value, inlineValue } of given) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec && value !== undefined) return mistake(problems.flagValue(rawName), [rawName], value);
    // parseArgs accepts a word that starts with - as a value only after =. The word - alone is a value.
    const isMissing = value === undefined || (!inlineValue && /^-./.test(value));
    const word = value === undefined || known.includes(value) ? undefined : value;
    if (spec && isMissing) return mistake(problems.noOptionValue(rawName, spec.value, word), [rawName]);
  }
  return undefined;
}

function checkPositionals(positionals: readonly string[], expected: Positionals | undefined): void {
  const {
    names = [],
    allowed,
    isOptional = false,
    isLastOptional = false,
    isRepeated = false,
    example,
  } = expected ?? {};
  const stray = positionals[names.length];
  if (stray !== undefined && !isRepeated) {
    throw mistake(problems.strayArgument(names), ["rancher-sg"], stray);
  }
  if (isOptional && positionals.length === 0) return;
  if (isLastOptional && positionals.length === names.length - 1 && !positionals.includes("")) return;
  const empty = positionals.indexOf("");
  const missing = names[empty < 0 ? positionals.length : Math.min(empty, names.length - 1)];
  if (missing) throw mistake(problems.required(example ?? missing), [missing]);
  const wrong = positionals.findIndex((value) => allowed && !allowed.includes(value));
  const value = positionals[wrong];
  if (allowed && value !== undefined) {
    throw mistake(problems.notOneOf(value, allowed), [names[wrong] ?? "rancher-sg"], value);
  }
}
