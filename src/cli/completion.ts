/** Completion scripts of shells, generated from the declarations of the verbs. */
import { commonFlags } from "./parse-args";
import { print } from "./print";
import type { LoadableVerbs } from "./program";
import { defineVerb, type OptionSpec, type Verb } from "./verb";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
const shells = Object.keys(scripts) as readonly (keyof typeof scripts)[];

/** The verb for the completion of these verbs and of itself. */
export const completionVerb = (verbs: LoadableVerbs) =>
  defineVerb({
    purpose: "write",
    summary: "a script with which a shell completes verbs, options, values and file names",
    positionals: { names: ["SHELL"], allowed: shells, example: "bash" },
    options: {},
    notes: `In the start-up file of the shell:
  bash   source <(rancher-sg completion bash)
  zsh    source <(rancher-sg completion zsh)          after compinit
  fish   rancher-sg completion fish | source`,
    run({ positionals: [shell = ""] }) {
      const all = Object.entries(verbs).map(([name, load]) => [name, load()] as const);
      print(scripts[shell as keyof typeof scripts](all));
      return 0;
    },
  });

type NamedVerbs = readonly (readonly [name: string, verb: Verb])[];

/** Words that may follow, or files or folders. Free text, such as a port, is not completed. */
type Values = readonly string[] | "file" | "folder" | "text";

function valuesOf({ allowed, value }: OptionSpec): Values {
  return allowed ?? placeholders[value] ?? "text";
}

const placeholders: Readonly<Record<string, Values>> = { FILE: "file", DIR: "folder" };

/** Values of the arguments without an option name. Undefined if there are none. */
function positionalValues({ positionals }: Verb): Values | undefined {
  if (!positionals) return undefined;
  if (positionals.allowed) return positionals.allowed;
  return positionals.names.every((name) => placeholders[name] === "folder") ? "folder" : "file";
}

function optionNames({ options, flags }: Verb): readonly string[] {
  return [...Object.keys(options), ...Object.keys({ ...flags, ...commonFlags })].map((name) => `--${name}`);
}

const programFlags = { help: "print the list of verbs", version: "print the version" };

function bashScript(verbs: NamedVerbs): string {
  const complete = (values: Values) => {
    if (values === "text") return "return";
    if (values === "file") return "_rancher_sg_files -f; return";
    return values === "folder" ? "_rancher_sg_files -d; return" : `words="${values.join(" ")}"`;
  };
  const values = verbs.flatMap(([name, { options }]) =>
    Object.entries(options).map(([option, spec]) => `    "${name} --${option}") ${complete(valuesOf(spec))} ;;`),
  );
  const others = verbs.map(([name, verb]) => {
    const positional = positionalValues(verb);
    const options = `words="${optionNames(verb).join(" ")}"`;
    if (positional === undefined) return `    ${name}) ${options} ;;`;
    return `    ${name}) if [[ $current == -* ]]; then ${options}; else ${complete(positional)}; fi ;;`;
  });
  const first = [...verbs.map(([name]) => name), ...Object.keys(programFlags).map((flag) => `--${flag}`)].join(" ");
  return `# bash completion of rancher-sg
_rancher_sg_files() {
  local word
  compopt -o filenames 2> /dev/null
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$1" -- "$current")
}

_rancher_sg() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" verb="\${COMP_WORDS[1]}" words="" word
  COMPREPLY=()
  # bash makes words of --format=json: --format, = and json.
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  case "$verb $previous" in
${values.join("\n")}
    *)
      if ((COMP_CWORD == 1)); then
        words="${first}"
      else
        case "$verb" in
${others.map((line) => `      ${line}`).join("\n")}
        esac
      fi
      ;;
  esac
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")
}

complete -F _rancher_sg rancher-sg
`;
}

function zshScript(verbs: NamedVerbs): string {
  const action = (values: Values) => {
    if (values === "text") return " ";
    if (values === "file") return "_files";
    return values === "folder" ? "_files -/" : `(${values.join(" ")})`;
  };
  const bracketed = (text: string) => text.replaceAll(/[\\[\]]/g, "\\$&");
  const argumentsOf = (verb: Verb) => {
    const { options, flags, positionals } = verb;
    const values = positionalValues(verb);
    return [
      ...Object.entries(options).map(([name, spec]) => {
        return `--${name}=[${bracketed(shortText(spec))}]:${spec.value}:${action(valuesOf(spec))}`;
      }),
      ...Object.entries({ ...flags, ...commonFlags }).map(([name, text]) => `--${name}[${bracketed(text)}]`),
      ...(values === undefined ? [] : [`*:${positionals?.names.join(" or ")}:${action(values)}`]),
    ];
  };
  const cases = verbs.map(([name, verb]) => {
    const specs = argumentsOf(verb).map((spec) => `        ${quoted(spec)}`);
    return `    ${name})\n      _arguments \\\n${specs.join(" \\\n")}\n      ;;`;
  });
  const entries = [
    ...verbs.map(([name, { summary }]) => `${name}:${summary}`),
    ...Object.entries(programFlags).map(([flag, text]) => `--${flag}:${text}`),
  ];
  return `#compdef rancher-sg
_rancher_sg() {
  if ((CURRENT == 2)); then
    local -a verbs=(
${entries.map((entry) => `      ${quoted(entry)}`).join("\n")}
    )
    _describe verb verbs
    return
  fi
  local verb=$words[2]
  shift words
  ((CURRENT--))
  case $verb in
${cases.join("\n")}
  esac
}

if [[ $funcstack[1] == _rancher_sg ]]; then
  _rancher_sg "$@"
else
  compdef _rancher_sg rancher-sg
fi
`;
}

function fishScript(verbs: NamedVerbs): string {
  const command = "complete -c rancher-sg";
  const none = `-n 'test (count (commandline -opc)) -eq 1'`;
  const fishQuoted = (text: string) => `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
  const words = (values: Values) => {
    if (values === "file") return "-rF";
    if (values === "folder") return "-xa '(__fish_complete_directories)'";
    return values === "text" ? "-x" : `-xa ${fishQuoted(values.join(" "))}`;
  };
  const ofVerb = ([name, verb]: NamedVerbs[number]) => {
    const of = `${command} -n '__rancher_sg_verb ${name}'`;
    const values = positionalValues(verb);
    const positional =
      values === undefined ? [] : [`${of} ${values === "file" ? "-F" : words(values).replace("-x", "-f")}`];
    return [
      `${command} ${none} -a ${name} -d ${fishQuoted(verb.summary)}`,
      ...Object.entries(verb.options).map(([option, spec]) => {
        return `${of} -l ${option} ${words(valuesOf(spec))} -d ${fishQuoted(shortText(spec))}`;
      }),
      ...Object.entries({ ...verb.flags, ...commonFlags }).map(([flag, text]) => {
        return `${of} -l ${flag} -d ${fishQuoted(text)}`;
      }),
      ...positional,
    ];
  };
  return `# fish completion of rancher-sg
function __rancher_sg_verb
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test "$words[2]" = "$argv[1]"
end

${command} -f
${Object.entries(programFlags)
  .map(([flag, text]) => `${command} ${none} -l ${flag} -d ${fishQuoted(text)}`)
  .join("\n")}
${verbs.flatMap(ofVerb).join("\n")}
`;
}

/** The description without its defaults and remarks. */
function shortText({ description, allowed }: OptionSpec): string {
  return description?.split(/ \(default|; /)[0] ?? allowed?.join(", ") ?? "";
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
