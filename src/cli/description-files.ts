/** Files, or the standard input, with what the aws command prints of security groups. */
import { readFileSync } from "node:fs";
import { type Description, parseDescription } from "../adopt/description";
import { type Issue, type Problem, problems, SecurityGroupsError } from "../errors";

/** @throws SecurityGroupsError with everything that is wrong with the files. */
export function readDescriptions(files: readonly string[]): readonly Description[] {
  const issues: Issue[] = [];
  const descriptions = files.flatMap((file) => {
    const root = file === "-" ? "standard input" : file;
    const json = readJson(file);
    if ("problem" in json) {
      issues.push({ ...json.problem, root, path: [] });
      return [];
    }
    const parsed = parseDescription(json.value);
    issues.push(...(parsed.issues ?? []).map((issue) => ({ ...issue, root })));
    return parsed.description ?? [];
  });
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  return descriptions;
}

function readJson(file: string): { readonly value: unknown } | { readonly problem: Problem } {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const why = { ENOENT: "there is no such file", EACCES: "no permission", EISDIR: "it is a folder" }[code] ?? message;
    return { problem: problems.cannotRead(why, "name a file that an aws command wrote, or - for the standard input") };
  }
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: problems.cutShort((error as Error).message) };
  }
}
