/** `audit --handover`: the files for the previous owner of the groups that a deploy takes over. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Handover, handoverOf } from "../audit/handover";
import { mistake, problems } from "../errors";
import { type TerraformOwner, terraformOwner } from "../network/terraform-owner";
import { handoverFileNames, handoverFiles, handoverJson, handoverMark, handoverWarnings } from "../report/handover";
import type { ReportedImports } from "../report/imports";
import { type Origin, readOrigin } from "./origin";
import type { OptionValues } from "./verb";
import { makeFolder, refuseToReplace, writeWholeFile } from "./write-file";

export const handoverOptions = {
  handover: {
    value: "DIR",
    description: "with --imports: write to this folder how the previous owner of the groups hands them over",
  },
  "previous-owner": {
    value: "FILE",
    description:
      "with --handover: terraform show -json of the previous owner's state or plan (default: the audited FILE)",
  },
} as const;

type HandoverValues = OptionValues<typeof handoverOptions>;

/** @throws SecurityGroupsError if one of the options is given without the option that it belongs to. */
export function refuseIncomplete(options: HandoverValues & { readonly imports: string | undefined }): void {
  const { imports, handover, "previous-owner": owner } = options;
  if (handover !== undefined && imports === undefined) throw mistake(problems.onlyWith("--imports"), ["--handover"]);
  if (owner !== undefined && handover === undefined)
    throw mistake(problems.onlyWith("--handover"), ["--previous-owner"]);
}

interface PreparedHandover {
  readonly json: object;
  /** Writes the files. Returns what to print. */
  write(): string;
}

/**
 * The handover of these imports, before anything is written. Undefined without `--handover`.
 * @throws SecurityGroupsError if the owner's file is of another kind, or the folder has a file of the user under a name of ours.
 */
export function handoverFor(
  { imports, region }: ReportedImports,
  { handover: folder, "previous-owner": file }: HandoverValues,
  audited: Origin,
): PreparedHandover | undefined {
  if (folder === undefined) return undefined;
  const handover = handoverOf(imports, region, previousOwner(file, audited));
  makeFolder(folder);
  for (const name of handoverFileNames) {
    refuseToReplace(join(folder, name), "a file of a handover", isHandover, "--handover");
  }
  return { json: handoverJson(handover), write: () => writeFiles(folder, handover) };
}

/** The Terraform of the previous owner: that of the option, or else what was audited if it is a state or a plan. */
function previousOwner(file: string | undefined, audited: Origin): TerraformOwner | undefined {
  const origin = file === undefined ? audited : readOrigin(file);
  if ("shown" in origin && origin.shown) return terraformOwner(origin.shown, origin.name);
  if (file === undefined) return undefined;
  throw mistake(problems.notTerraformShown(), ["--previous-owner"], file);
}

const isHandover = (text: string) => text.slice(0, 200).includes(handoverMark);

/** Writes the files that are needed, and removes the others: those of an earlier handover. */
function writeFiles(folder: string, handover: Handover): string {
  const files = handoverFiles(handover);
  for (const name of handoverFileNames) {
    const text = files[name];
    if (text === undefined) rmSync(join(folder, name), { force: true });
    else writeWholeFile(join(folder, name), text, "--handover");
  }
  const [page = "", ...others] = Object.keys(files);
  const more = others.length > 0 ? `, with ${others.join(", ")}` : "";
  return `wrote ${join(folder, page)} for the previous owner${more}\n${handoverWarnings(handover)}`;
}
