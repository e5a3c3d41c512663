/** What must hold of every run of a verb, whatever its input is. */

export interface Run {
  /** Words of the command line: the verb first. */
  readonly command: readonly string[];
  /** Contents of the input files by path. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Exit codes that the help of the verb documents. */
  readonly documented: readonly number[];
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Contents of the files that the verb left in the output folder, by path. */
  readonly written: ReadonlyMap<string, string>;
  /** Paths outside the output folder that the verb created, changed or removed. */
  readonly touched: readonly string[];
  /** Rejected promises that nothing handles, and errors that nothing catches. */
  readonly uncaught: readonly string[];
  readonly cpuSeconds: number;
}

export interface Fault {
  readonly property: string;
  /** The line or value that shows it. */
  readonly witness: string;
}

/** No input under 10 kB takes more than a few seconds: docs/origins.md. */
const cpuLimit = 4;
const outputLimit = 1_000_000;
const smallInput = 10_000;

/** Characters that steer a terminal, start a line, or reorder letters. */
const steering = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** Commands to the runners of GitHub Actions and Azure Pipelines. */
const runnerCommand = /^\s*::[a-z][\w-]*(?: .*)?::|##\w*\[/im;

const internalErrors = [
  "unexpected: ",
  "run again with --debug",
  "Maximum call stack",
  "Invalid string length",
  "heap out of memory",
];
/** Words that JavaScript prints in place of a missing value. */
const slips = ["undefined", "[object Object]", "NaN", "function (", "[native code]"];

/** A line of a text with the words, shown whole. */
const lineWith = (text: string, word: string) => text.split("\n").find((line) => line.includes(word)) ?? word;
const lineMatching = (text: string, pattern: RegExp) =>
  text.split("\n").find((line) => pattern.test(line)) ?? text.slice(0, 200);

type Check = (run: Run) => string | undefined;

const isPage = ({ command }: Run) => command.includes("html") || command[0] === "report";

const formatOf = ({ command }: Run) => command[command.indexOf("--format") + 1];

const inputSize = ({ files }: Run) => [...files.values()].reduce((sum, { length }) => sum + length, 0);

/** Each property, with the witness of a run that does not have it. */
export const properties: Readonly<Record<string, Check>> = {
  "the exit code is documented": ({ exitCode, documented }) =>
    exitCode !== null && documented.includes(exitCode) ? undefined : `exit code ${exitCode}`,
  "no internal error": ({ stderr }) => {
    const word = internalErrors.find((text) => stderr.includes(text));
    return word === undefined ? undefined : lineWith(stderr, word);
  },
  "no uncaught error": ({ uncaught }) => uncaught[0],
  "no character that steers a terminal": ({ stdout, stderr }) =>
    [stdout, stderr]
      .filter((text) => steering.test(text))
      .map((text) => JSON.stringify(lineMatching(text, steering)))[0],
  "no command to a CI system": ({ stdout, stderr }) =>
    [stdout, stderr].filter((text) => runnerCommand.test(text)).map((text) => lineMatching(text, runnerCommand))[0],
  "no word of JavaScript": (run) => {
    // A page has a program in it.
    const texts = [run.stderr, ...(isPage(run) ? [] : [run.stdout, ...run.written.values()])];
    const isOwn = (word: string) => ![...run.files.values()].some((bytes) => bytes.includes(word));
    const [found] = slips
      .filter(isOwn)
      .flatMap((word) => texts.filter((text) => text.includes(word)).map((text) => lineWith(text, word)));
    return found;
  },
  "nothing is written outside the output folder": ({ touched }) => touched[0],
  "exit code 2 prints nothing on standard output": ({ exitCode, stdout }) =>
    exitCode === 2 && stdout !== "" ? stdout.slice(0, 200) : undefined,
  "exit code 2 writes no file": ({ exitCode, written }) => (exitCode === 2 ? [...written.keys()][0] : undefined),
  "exit code 2 has a message": ({ exitCode, stderr }) =>
    exitCode === 2 && stderr.trim() === "" ? "no message" : undefined,
  "every message of exit code 2 names a place": (run) => {
    // An internal error is a fault already.
    if (run.exitCode !== 2 || run.stderr.startsWith("unexpected: ")) return undefined;
    return run.stderr
      .trimEnd()
      .split("\n")
      .find((line) => !hasPlace(line, run));
  },
  "JSON can be parsed": (run) => {
    if (run.exitCode === 2 || !["json", "sarif"].includes(formatOf(run) ?? "")) return undefined;
    try {
      JSON.parse(run.stdout);
      return undefined;
    } catch (error) {
      return `${(error as Error).message}: ${run.stdout.slice(0, 100)}`;
    }
  },
  "the output is bounded": (run) => {
    const size = [run.stdout, run.stderr, ...run.written.values()].reduce((sum, { length }) => sum + length, 0);
    return size > Math.max(1, inputSize(run) / smallInput) * outputLimit ? `${size} characters` : undefined;
  },
  "the processor time is bounded": (run) =>
    run.cpuSeconds > Math.max(1, inputSize(run) / smallInput) * cpuLimit ? `${run.cpuSeconds.toFixed(1)} s` : undefined,
};

/** Whether the line starts with a file, an option, an argument, or a name in the input. */
function hasPlace(line: string, { command, files }: Run): boolean {
  if (/^\.\.\. and [\d,]+ more mistakes?$/.test(line)) return true;
  const [place = ""] = line.split(": ", 1);
  if (place === line) return false;
  const words = place.split(/[\s()[\].,]+/).filter((word) => word.length > 2);
  const isNamed = (word: string) => [...files.values()].some((bytes) => bytes.includes(word));
  return [...command.slice(1), "in/", "out/", "--"].some((word) => place.includes(word)) || words.some(isNamed);
}

export function faultsOf(run: Run): readonly Fault[] {
  return Object.entries(properties).flatMap(([property, check]) => {
    const witness = check(run);
    return witness === undefined ? [] : [{ property, witness: witness.slice(0, 400) }];
  });
}
