import type { Verb } from "../../src/cli/verb";
import { verbs } from "../../src/cli/verbs";
import { refusal } from "./command";

const howToName = "name a config file, a folder of them, or an output folder of cdktf synth";
const whichDeployment = "--deployment: is missing, and the config has several; use one of rancher-nodes, production";
const noDeployment = '--deployment: is not a deployment of the config, got "prod"; did you mean "production"?';

const declared = Object.entries(verbs).map(([name, load]): readonly [string, Verb] => [name, load()]);

/** A line with a wrong word of each kind that a verb can be told, and what is told of each. */
function worstLine({ options, named = [] }: Verb): {
  readonly words: readonly string[];
  readonly told: readonly string[];
} {
  const limited = Object.entries(options).filter(([, allowed]) => allowed.length > 0);
  const free = Object.keys(options).filter((name) => !options[name]?.length);
  const hasRoom = named.some((name) => name.endsWith("..."));
  const fit = named.length > 0 ? `give ${named.join(" and ")} only` : "this command takes options only";
  const known = [...Object.keys(options), "debug"].map((name) => `--${name}`).join(", ");
  return {
    words: [
      ...(hasRoom ? [] : [...named, "stray"]),
      "--no-such-option=1",
      "--debug=yes",
      ...limited.flatMap(([name]) => [`--${name}`, "wrong", `--${name}`, "again", `--${name}=`]),
      ...free.map((name) => `--${name}=`),
    ],
    told: [
      ...(hasRoom ? [] : [`rancher-sg: is one argument too many, got "stray"; ${fit}`]),
      `--no-such-option: is not an option of this command; use one of ${known}`,
      '--debug: takes no value, got "yes"; leave it out',
      ...limited.flatMap(([name]) => [
        `--${name}: is given twice, got "again"; give it once`,
        `--${name}: needs a value; see --help`,
      ]),
      ...free.map((name) => `--${name}: needs a value; see --help`),
      ...limited.map(
        ([name, allowed]) => `--${name}: is not an allowed value, got "wrong"; use one of ${allowed.join(", ")}`,
      ),
    ],
  };
}

test.each(declared)("%s tells of a wrong word of each kind at once, and of nothing else", (name, verb) => {
  const { words, told } = worstLine(verb);
  expect(refusal([name, ...words])).toEqual(told);
});

test.each(declared.filter(([, { options }]) => options.deployment))(
  "%s tells of a config or a deployment that is not there together with a wrong format",
  (name) => {
    const wrongFormat = expect.stringMatching(/^--format: is not an allowed value, got "wrong"; /);
    expect(refusal(`${name} --format wrong --config none.yaml`)).toEqual(
      expect.arrayContaining([
        wrongFormat,
        expect.stringMatching(/^none\.yaml: cannot be read: there is no such file; /),
      ]),
    );
    expect(refusal(`${name} --format wrong --deployment prod`)).toEqual(
      expect.arrayContaining([wrongFormat, noDeployment]),
    );
  },
);

test.each(declared)("the help of %s has the options that it takes, and the values that they allow", (_, verb) => {
  const lines = new Map(
    [...verb.help.matchAll(/^ {2}--([a-z-]+) +[A-Z]+ +(.*)$/gm)].map(([, name, text]) => [name, text]),
  );
  expect([...lines.keys()].sort()).toEqual(Object.keys(verb.options).sort());
  for (const [name, allowed] of Object.entries(verb.options)) {
    for (const value of allowed) expect(lines.get(name)).toMatch(new RegExp(`(^|[ ,])${value}($|[ ,:])`));
  }
});

/** What a verb finds beyond the words, beside wrong words. */
const found: readonly (readonly [line: string, told: readonly string[]])[] = [
  [
    "draw --themes dark --deployment production --lang zh --party etdc --depth 0 --output",
    [
      '--themes: is not an option of this command; did you mean "--theme"?',
      "--output: needs a value; see --help",
      '--lang: is not an allowed value, got "zh"; use one of en, zh-CN',
      '--party: is not a party of production, got "etdc"; did you mean "etcd"?',
      '--depth: must be a whole number from 1 to 99, got "0"',
    ],
  ],
  [
    "draw --deployment prod --party etdc --depth 100 --format svg",
    [
      '--format: is not an allowed value, got "svg"; use one of matrix-svg, diagram-svg, mermaid',
      noDeployment,
      '--depth: must be a whole number from 1 to 99, got "100"',
    ],
  ],
  [
    "draw --deployment production --depth 0",
    [
      '--depth: must be a whole number from 1 to 99, got "0"',
      '--depth: counts steps from a party, and none is named, got "0"; name it with --party',
    ],
  ],
  [
    "check --deployment production --from wroker --to 10.0.0.5/24 --port 65536 --format jsn --nope=1",
    [
      "--nope: is not an option of this command; use one of --from, --to, --protocol, --port, --config, --deployment, --format, --debug",
      '--format: is not an allowed value, got "jsn"; did you mean "json"?',
      expect.stringMatching(/^--from: is not a party of production, got "wroker"; did you mean "worker"\? /),
      '--to: has host bits set, got "10.0.0.5/24"; the network is 10.0.0.0/24',
      '--port: is out of range, got "65536"; ports are 0 to 65535',
    ],
  ],
  [
    "explain --deployment prod --from wroker --to sg-xyz --protocol tpc",
    [
      noDeployment,
      '--to: is not the id of a security group, got "sg-xyz"; it looks like sg-0123456789abcdef0',
      '--protocol: is not a protocol, got "tpc"; did you mean "tcp"?',
    ],
  ],
  [
    "prove --format jsn --deployment prod",
    [
      '--format: is not an allowed value, got "jsn"; did you mean "json"?',
      "FILE: is missing; give it, such as stacks/assertions.yaml",
      noDeployment,
    ],
  ],
  [
    "prove none.yaml --format jsn",
    [
      '--format: is not an allowed value, got "jsn"; did you mean "json"?',
      "none.yaml: cannot be read: there is no such file; name a file of assertions, such as stacks/assertions.yaml",
    ],
  ],
  [
    "prove none.yaml --deployment prod",
    [
      "none.yaml: cannot be read: there is no such file; name a file of assertions, such as stacks/assertions.yaml",
      noDeployment,
    ],
  ],
  ["prove stacks/assertions.yaml --deployment prod", [noDeployment]],
  [
    "check --deployment production --frm x --from wroker --to etcd",
    [
      '--frm: is not an option of this command; did you mean "--from"?',
      expect.stringMatching(/^--from: is not a party of production, got "wroker"; did you mean "worker"\? /),
    ],
  ],
  [
    "draw --deployment production --party etcd --depth 0 --depth 1",
    ['--depth: is given twice, got "1"; give it once', '--depth: must be a whole number from 1 to 99, got "0"'],
  ],
  ["diff none.yaml none.yaml", [`none.yaml: cannot be read: there is no such file; ${howToName}`]],
  [
    "diff none.yaml",
    [
      `none.yaml: cannot be read: there is no such file; ${howToName}`,
      "AFTER: is missing; give it, such as stacks/rancher-sg.yaml",
    ],
  ],
  [
    "verify none --deployment prod --format jsn",
    [
      '--format: is not an allowed value, got "jsn"; did you mean "json"?',
      noDeployment,
      "none: is not a folder; run the synth first, and name its output folder, such as cdktf.out",
    ],
  ],
  [
    "diff none.yaml no-more.yaml --format jsn",
    [
      '--format: is not an allowed value, got "jsn"; did you mean "json"?',
      `none.yaml: cannot be read: there is no such file; ${howToName}`,
      `no-more.yaml: cannot be read: there is no such file; ${howToName}`,
    ],
  ],
  [
    "report none.yaml --format pdf --config stacks/rancher-sg.yaml",
    [
      '--format: is not an allowed value, got "pdf"; use one of html',
      `none.yaml: cannot be read: there is no such file; ${howToName}`,
      "AFTER: is missing; give it, such as stacks/rancher-sg.yaml",
      "--config: is about one config, and BEFORE and AFTER are two; leave it out, or them",
    ],
  ],
  [
    "report --lang zh --deployment prod",
    ['--lang: is not an allowed value, got "zh"; use one of en, zh-CN', noDeployment],
  ],
  [
    "adopt none.json no-more.json --format jsn",
    [
      '--format: is not an allowed value, got "jsn"; did you mean "json"?',
      whichDeployment,
      ...["none.json", "no-more.json"].map(
        (file) =>
          `${file}: cannot be read: there is no such file; name a file that an aws command wrote, or - for the standard input`,
      ),
    ],
  ],
];

test.each(found)("what the options name is judged beside wrong words: %s", (line, told) => {
  expect(refusal(line)).toEqual(told);
});

/** Wrong words that may be meant for what seems to be missing: nothing is told of that. */
const doubtful: readonly (readonly [line: string, told: readonly string[]])[] = [
  [
    "matrix --confg none.yaml --deployment prod",
    ['--confg: is not an option of this command; did you mean "--config"?'],
  ],
  ["draw --deploymnt production", ['--deploymnt: is not an option of this command; did you mean "--deployment"?']],
  ["draw --deployment --party etcd", ["--deployment: needs a value; see --help"]],
  [
    "draw --deployment production --prty etcd --depth 2",
    ['--prty: is not an option of this command; did you mean "--party"?'],
  ],
  [
    "check --deployment production --frm worker --to=",
    ['--frm: is not an option of this command; did you mean "--from"?', "--to: needs a value; see --help"],
  ],
  ["prove --formt stacks/assertions.yaml", ['--formt: is not an option of this command; did you mean "--format"?']],
  [
    "diff --formt none.yaml stacks/rancher-sg.yaml",
    ['--formt: is not an option of this command; did you mean "--format"?'],
  ],
  ["draw -d production", [expect.stringMatching(/^-d: is not an option of this command; use one of --direction, /)]],
  [
    "check --source worker --destination etcd",
    [
      expect.stringMatching(/^--source: is not an option of this command; use one of --from, /),
      expect.stringMatching(/^--destination: is not an option of this command; use one of --from, /),
    ],
  ],
  ["verify --formt none", ['--formt: is not an option of this command; did you mean "--format"?']],
];

test.each(doubtful)("nothing is said to be missing that a wrong word may be meant for: %s", (line, told) => {
  expect(refusal(line)).toEqual(told);
});
