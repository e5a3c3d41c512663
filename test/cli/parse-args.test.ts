/** Command lines for every verb, generated from the declaration of its options. */

import { commonFlags, parseVerbArgs } from "../../src/cli/parse-args";
import { defineVerb, type Verb } from "../../src/cli/verb";
import { verbs } from "../../src/cli/verbs";
import { SecurityGroupsError } from "../../src/errors";

const declared = Object.entries(verbs).map(([name, load]) => [name, load()] as const);

/** The reported mistakes, one per line. Undefined if there is none. */
function mistakes(verb: Verb, args: readonly string[]): readonly string[] | undefined {
  try {
    parseVerbArgs(args, verb);
    return undefined;
  } catch (error) {
    if (error instanceof SecurityGroupsError) return error.message.split("\n");
    throw error;
  }
}

/** A command line that a verb accepts. */
function accepted({ options, positionals }: Verb): readonly string[] {
  const required = Object.entries(options).flatMap(([name, { example }]) => (example ? [`--${name}`, example] : []));
  return [...required, ...(positionals?.names ?? [])];
}

describe.each(declared)("%s", (_, verb) => {
  const options = Object.entries(verb.options).map(([name, spec]) => ({ name, ...spec }));
  const flags = Object.keys({ ...verb.flags, ...commonFlags });
  const known = [...Object.keys(verb.options), ...flags].map((name) => `--${name}`).join(", ");
  const line = accepted(verb);
  const without = (name: string) =>
    line.filter((word, index) => word !== `--${name}` && line[index - 1] !== `--${name}`);

  it("accepts required options and arguments alone, and fills in the defaults", () => {
    const parsed = parseVerbArgs(line, verb);
    expect(parsed.positionals).toEqual(verb.positionals?.names ?? []);
    expect(parsed.options).toEqual(
      Object.fromEntries(options.map(({ name, example, default: byDefault }) => [name, example ?? byDefault])),
    );
  });

  it("reports which of its flags are set", () => {
    for (const flag of Object.keys(verb.flags ?? {})) {
      expect(parseVerbArgs(line, verb).flags).toMatchObject({ [flag]: false });
      expect(parseVerbArgs([...line, `--${flag}`], verb).flags).toMatchObject({ [flag]: true });
    }
    expect(Object.keys(parseVerbArgs(line, verb).flags)).toEqual(Object.keys(verb.flags ?? {}));
  });

  it("reports an unknown option", () => {
    for (const words of [["--no-such-option"], ["--no-such-option=1"], ["--no-such-option", "1"]]) {
      expect(mistakes(verb, [...line, ...words])).toEqual([
        `--no-such-option: is not an option of this command; use one of ${known}`,
      ]);
    }
  });

  it("reports a missing value of each option", () => {
    for (const { name, value } of options) {
      const mistake = [`--${name}: needs a value; write --${name} ${value}`];
      expect(mistakes(verb, [...without(name), `--${name}`])).toEqual(mistake);
      expect(mistakes(verb, [...without(name), `--${name}`, "--debug"])).toEqual(mistake);
      expect(mistakes(verb, [...without(name), `--${name}=`])).toEqual(mistake);
    }
  });

  it("reports a flag that has a value or is given more than once", () => {
    for (const flag of flags) {
      expect(mistakes(verb, [...line, `--${flag}=yes`])).toEqual([
        `--${flag}: does not accept a value, got "yes"; write --${flag}`,
      ]);
      expect(mistakes(verb, [...line, `--${flag}`, `--${flag}`])).toEqual([
        `--${flag}: given more than once; keep one`,
      ]);
    }
  });

  it("reports each option that is given more than once, even with the same value, unless it may be repeated", () => {
    for (const { name, allowed, example, isRepeated } of options) {
      const value = example ?? allowed?.[0] ?? "x";
      const args = [...without(name), `--${name}`, value, `--${name}=${value}`];
      const mistake = [`--${name}: given more than once, got "${value}"; keep one`];
      expect(mistakes(verb, args)).toEqual(isRepeated ? undefined : mistake);
      if (isRepeated) expect(parseVerbArgs(args, verb).options[name]).toBe(`${value},${value}`);
    }
  });

  it("reports a value that is not allowed, and accepts each that is", () => {
    for (const { name, allowed } of options.filter((option) => option.allowed)) {
      expect(mistakes(verb, [...line, `--${name}`, "?"])).toEqual([
        `--${name}: is not an allowed value, got "?"; use one of ${allowed?.join(", ")}`,
      ]);
      for (const value of allowed ?? []) expect(mistakes(verb, [...line, `--${name}`, value])).toBeUndefined();
    }
  });

  it("reports each required option that is missing", () => {
    for (const { name, example } of options.filter((option) => option.example)) {
      expect(mistakes(verb, without(name))).toEqual([`--${name}: is required; for example ${example}`]);
    }
  });

  it("reports an argument that is missing or empty", () => {
    const { names = [], isOptional = false, isLastOptional = false, example } = verb.positionals ?? {};
    const words = line.slice(0, line.length - names.length);
    const mayEnd = (index: number) => (isOptional && index === 0) || (isLastOptional && index === names.length - 1);
    for (const [index, name] of names.entries()) {
      const mistake = [`${name}: is required; for example ${example}`];
      const before = names.slice(0, index);
      expect(mistakes(verb, [...words, ...before])).toEqual(mayEnd(index) ? undefined : mistake);
      expect(mistakes(verb, [...words, ...before, ""])).toEqual(mistake);
    }
  });

  it("reports an unexpected argument, unless any number is allowed", () => {
    const { names = [], isRepeated = false } = verb.positionals ?? {};
    const fix = names.length > 0 ? `write ${names.join(" and ")} only` : "this command accepts options only";
    const stray = [`rancher-sg: unexpected argument, got "stray"; ${fix}`];
    expect(mistakes(verb, [...line, "stray"])).toEqual(isRepeated ? undefined : stray);
    expect(mistakes(verb, [...line, "--", "--stray"])).toEqual(
      isRepeated ? undefined : [`rancher-sg: unexpected argument, got "--stray"; ${fix}`],
    );
  });
});

test("reports the first of several mistakes in the words of a line", () => {
  const verb = defineVerb({
    purpose: "ask",
    summary: "",
    options: { a: { value: "A" }, b: { value: "B" } },
    run: () => 0,
  });
  expect(mistakes(verb, ["--a", "--nope", "--b"])).toEqual([
    "--a: needs a value; write --a A, or --a=--nope if --nope is the value",
  ]);
  expect(mistakes(verb, ["--nope", "--a", "--b"])).toEqual([
    "--nope: is not an option of this command; use one of --a, --b, --debug, --help",
  ]);
  expect(mistakes(verb, ["--a", "-", "--b"])).toEqual(["--b: needs a value; write --b B"]);
});

test("does not mistake names that every object has for options", () => {
  const verb = defineVerb({ purpose: "ask", summary: "", options: {}, run: () => 0 });
  for (const name of ["toString", "__proto__", "constructor"]) {
    expect(mistakes(verb, [`--${name}`])).toEqual([
      `--${name}: is not an option of this command; use one of --debug, --help`,
    ]);
  }
});
