import { type AlignedNetworks, alignNetworks } from "../diff/align-networks";
import { diff } from "../diff/diff";
import { mistake, problems } from "../errors";
import { diffMarkdown, diffText } from "../report/diff";
import { printText } from "./colour";
import { type LiveValues, liveFlag, liveOptions, liveOrigin, refuseWithoutLive } from "./existing";
import { isWritten, originsText, readOrigin } from "./origin";
import { print, printJson } from "./print";
import { defineVerb, formatOption, type Positionals } from "./verb";

export const sides: Positionals = { names: ["BEFORE", "AFTER"], example: "stacks/rancher-sg.yaml" };

export const diffVerb = defineVerb({
  purpose: "compare",
  summary: "the flows that only one of two configs, synthesised folders, plans, states or answers of EC2 allows",
  positionals: { ...sides, isLastOptional: true },
  about: `BEFORE and AFTER are origins:
${originsText}.
With --live, give only BEFORE, a config. AFTER is then what EC2 has in the VPCs of its deployments.`,
  flags: liveFlag,
  options: { ...liveOptions, format: formatOption(["text", "markdown", "json"], "markdown is for a pull request") },
  notes: `Groups are the same if their ids are equal, else their names. With a config on one side, groups that the
config does not have are left out and counted. Exit code 0 if both allow the same, else 1.
Flows that both allow by different rules are listed at the end, if the rules of both have keys of one kind: they may
close for seconds during the deploy.`,
  async run({ options, flags, positionals }) {
    const { before, after, ...notes } = flags.live
      ? await alignedWithLive(positionals, options)
      : alignedOrigins(positionals, options);
    const { leftOut, unread } = notes;
    const result = {
      ...withMoves(diff(before, after), notes),
      ...(leftOut + unread.length > 0 ? { leftOut, unread } : {}),
    };
    if (options.format === "json") printJson(result);
    else if (options.format === "markdown") print(diffMarkdown(result));
    else printText(diffText(result));
    return result.relation === "equal" && unread.length === 0 ? 0 : 1;
  },
});

/** A config, and what EC2 has. */
async function alignedWithLive([name = "", after]: readonly string[], options: LiveValues): Promise<AlignedNetworks> {
  if (after !== undefined) throw mistake(problems.withoutSides(["AFTER"]), ["--live"]);
  const before = readOrigin(name);
  if (!isWritten(before) || before.entries.length === 0) {
    throw mistake(problems.notAConfig(), [name]);
  }
  return alignNetworks(before, await liveOrigin(options, before.entries));
}

/** Two origins with the same names for the same groups. @throws SecurityGroupsError with all mistakes of the first bad one. */
function alignedOrigins([before = "", after]: readonly string[], options: LiveValues = {}): AlignedNetworks {
  refuseWithoutLive(options);
  if (after === undefined) throw mistake(problems.required(sides.example), ["AFTER"]);
  const read = (isWanted: (group: { readonly id: string }) => boolean) =>
    alignNetworks(readOrigin(before, { isWanted }), readOrigin(after, { isWanted }));
  // Which groups of EC2's answers are compared, and so have to be readable, is known after a first reading.
  const aligned = read(() => false);
  if (aligned.unread.length === 0) return aligned;
  const unread = [...aligned.before.groups, ...aligned.after.groups].filter((group) => group.unread);
  const ids = new Set(unread.map((group) => ("id" in group ? group.id : undefined)));
  return read(({ id }) => ids.has(id));
}

/** The networks of two origins, for a comparison of them. */
export function networksOf(positionals: readonly string[]): AlignedNetworks {
  return alignedOrigins(positionals);
}

/** Only rules with keys of one kind can be told to have moved. */
export function withMoves<D extends { readonly moved: readonly unknown[] }>(
  compared: D,
  { hasSameKeys }: Pick<AlignedNetworks, "hasSameKeys">,
): D {
  return hasSameKeys ? compared : { ...compared, moved: [] };
}
