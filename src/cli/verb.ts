/** A verb of the command line, declared as data: its command line and its help are both generated from it. */

/** An option that has a value. */
export interface OptionSpec {
  /** Placeholder of the value in the help, such as FILE. */
  readonly value: string;
  /** Default: the allowed values are the description. */
  readonly description?: string;
  /** Default: any text is allowed. */
  readonly allowed?: readonly string[];
  /** Default: the option has no value unless it is given. */
  readonly default?: string;
  /** An example of the value. An option with an example is required. */
  readonly example?: string;
  /** Whether it may be given several times; the values are then joined by commas. Default: false. */
  readonly isRepeated?: boolean;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Descriptions of options that have no value, such as --quiet, by name. */
export type FlagSpecs<Flag extends string = string> = Readonly<Record<Flag, string>>;

/** Arguments without an option name. */
export interface Positionals {
  readonly names: readonly string[];
  /** Allowed values of each. Default: any text is allowed. */
  readonly allowed?: readonly string[];
  /** Whether all of them may be left out. Default: false. */
  readonly isOptional?: boolean;
  /** Whether the last one may be left out. Default: false. */
  readonly isLastOptional?: boolean;
  /** Whether the last one may be given any number of times. Default: false. */
  readonly isRepeated?: boolean;
  /** An example of each, shown if one is missing. */
  readonly example: string;
}

type ValueOf<Spec> = Spec extends { readonly allowed: readonly (infer Allowed)[] } ? Allowed : string;
type IsAlwaysSet<Spec> = Spec extends { readonly default: string } | { readonly example: string } ? true : false;

/** The values of options, each of its allowed values; undefined if the option is neither given nor has a default. */
export type OptionValues<Specs> = {
  readonly [Name in keyof Specs]: ValueOf<Specs[Name]> | (IsAlwaysSet<Specs[Name]> extends true ? never : undefined);
};

/** A parsed command line. */
export interface Args<Specs extends OptionSpecs, Flag extends string = string> {
  readonly options: OptionValues<Specs>;
  /** Whether each flag of the verb is given. */
  readonly flags: Readonly<Record<Flag, boolean>>;
  readonly positionals: readonly string[];
}

/** Purposes of verbs, in the order of the help, with the heading there. */
export const purposes = { write: "Write", ask: "Ask", prove: "Prove", compare: "Compare" } as const;

export interface Verb<Specs extends OptionSpecs = OptionSpecs, Flag extends string = string> {
  readonly purpose: keyof typeof purposes;
  /** A noun phrase or a question for the list of verbs. */
  readonly summary: string;
  /** Default: none are allowed. */
  readonly positionals?: Positionals;
  readonly options: Specs;
  /** Default: none, apart from those of every verb. */
  readonly flags?: FlagSpecs<Flag>;
  /** Text of the help before the options. */
  readonly about?: string;
  /** Text of the help after the options: examples, exit codes. */
  readonly notes?: string;
  /**
   * Reads all input, then prints. Returns the exit code.
   * @throws SecurityGroupsError with a mistake in the options, or with all mistakes in a file.
   */
  run(args: Args<Specs, Flag>): number | Promise<number>;
}

/** Infers the types of the parsed options and flags from their declaration. */
export function defineVerb<const Specs extends OptionSpecs, Flag extends string = never>(
  verb: Verb<Specs, Flag>,
): Verb<Specs, Flag> {
  return verb;
}

/** Option for a choice of output formats. The first one is the default. */
export function formatOption<const Formats extends readonly [string, ...string[]]>(
  formats: Formats,
  description?: string,
) {
  return { value: "FORMAT", allowed: formats, default: formats[0], ...(description ? { description } : {}) } as const;
}

export const textOrJson = formatOption(["text", "json"]);
